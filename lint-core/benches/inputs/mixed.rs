//! What a repository of manifests holds: a hundred documents of many kinds, of which one is ours.

use std::fmt::Write as _;

/// The one that is ours.
const ETCD: &str = include_str!("../../../tests/corpus/kubeadm/etcd.yaml");

/// A document in which nothing is ours; `NUMBER` makes each another one.
const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-NUMBER
  namespace: team-NUMBER
  labels:
    app.kubernetes.io/name: app-NUMBER
    app.kubernetes.io/part-of: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app.kubernetes.io/name: app-NUMBER}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-NUMBER
      annotations:
        prometheus.io/scrape: \"true\"
        prometheus.io/port: \"8080\"
    spec:
      serviceAccountName: app-NUMBER
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      # The one that does the work.
      - name: app
        image: registry.example.com/shop/app:1.14.NUMBER
        args:
        - --port=8080
        - --log-level=info
        env:
        - name: DATABASE
          value: \"postgres://db-NUMBER.shop.svc:5432/orders\"
        - name: PASSWORD
          valueFrom:
            secretKeyRef: {name: db-NUMBER, key: password}
        ports:
        - {name: http, containerPort: 8080}
        readinessProbe:
          httpGet: {path: /ready, port: http}
          periodSeconds: 5
        resources:
          requests: {cpu: 100m, memory: 128Mi}
          limits: {memory: 256Mi}
        volumeMounts:
        - {name: cache, mountPath: /var/cache/app}
      volumes:
      - name: cache
        emptyDir: {sizeLimit: 1Gi}
";
const ACCOUNT: &str = "apiVersion: v1
kind: ServiceAccount
metadata:
  name: app-NUMBER
  namespace: team-NUMBER
automountServiceAccountToken: false
";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: app-NUMBER, namespace: team-NUMBER}
rules:
- apiGroups: [\"\"]
  resources: [pods, pods/log]
  verbs: [get, list, watch]
- apiGroups: [apps]
  resources: [deployments]
  resourceNames: [app-NUMBER]
  verbs: [get, patch]
";
const BINDING: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: app-NUMBER, namespace: team-NUMBER}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app-NUMBER}
subjects:
- {kind: ServiceAccount, name: app-NUMBER, namespace: team-NUMBER}
";
const INGRESS: &str = "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-NUMBER
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  tls:
  - hosts: [app-NUMBER.example.com]
    secretName: app-NUMBER-tls
  rules:
  - host: app-NUMBER.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: app-NUMBER, port: {name: http}}}
";
const AUTOSCALER: &str = "apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: app-NUMBER}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app-NUMBER}
  minReplicas: 2
  maxReplicas: 10
  metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}
";
const RULE: &str = "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: app-NUMBER}
spec:
  groups:
  - name: app-NUMBER
    rules:
    - alert: TooManyErrors
      expr: >-
        sum(rate(http_requests_total{app=\"app-NUMBER\", code=~\"5..\"}[5m]))
        / sum(rate(http_requests_total{app=\"app-NUMBER\"}[5m])) > 0.05
      for: 10m
      labels: {severity: page}
      annotations:
        summary: \"app-NUMBER answers with errors\"
        description: |
          More than one request in twenty fails.

          Look at the log first, then at the database.
";
const CLAIM: &str = "apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data-NUMBER}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: fast
  resources: {requests: {storage: 10Gi}}
";

const OTHERS: [&str; 9] = [DEPLOYMENT, ACCOUNT, ROLE, BINDING, DEPLOYMENT, INGRESS, AUTOSCALER, RULE, CLAIM];

/// Whether the document of a number is an etcd pod: one in a hundred is.
pub(crate) fn is_ours(number: usize) -> bool {
    number % 100 == 50
}

/// The document of a number.
pub(crate) fn document(number: usize) -> String {
    match is_ours(number) {
        true => ETCD.to_owned(),
        false => OTHERS[number % OTHERS.len()].replace("NUMBER", &number.to_string()),
    }
}

/// A stream of at least so many bytes.
pub(crate) fn stream(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4096);
    let mut number = 0;
    while text.len() < bytes {
        write!(text, "---\n{}", document(number)).expect("writing to a string works");
        number += 1;
    }
    text
}
