use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::kubeadm::{ClusterConfiguration, Signed};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT119",
    name: "kubeadm-validity",
    summary: "kubeadm is to issue certificates for longer than by default",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("crt119_kubeadm_validity.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, _: &Context, out: &mut Findings) {
    for validity in &config.validities {
        let (what, default) = match validity.of {
            Signed::Leaf => ("certificates", 8_760),
            Signed::Authority => ("certificate authorities", 87_600),
        };
        if validity.hours > default {
            out.report(
                validity.place.clone(),
                message!(
                    "{} are to be valid for {} hours, kubeadm's default is {}: a stolen key works until then",
                    what,
                    validity.hours,
                    default
                ),
            )
            .label("longer than the default")
            .fix(Fix::advice("leave the default and renew with `kubeadm certs renew` or by upgrading"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::ids;

    #[test]
    fn only_what_is_longer_than_the_default() {
        let table = [
            ("kubeadm.k8s.io/v1beta4", "certificateValidityPeriod: 8760h", false),
            ("kubeadm.k8s.io/v1beta4", "certificateValidityPeriod: 8761h0m0s", true),
            ("kubeadm.k8s.io/v1beta4", "caCertificateValidityPeriod: 87600h", false),
            ("kubeadm.k8s.io/v1beta4", "caCertificateValidityPeriod: 87601h", true),
            ("kubeadm.k8s.io/v1beta4", "certificateValidityPeriod: 10y", false),
            ("kubeadm.k8s.io/v1beta3", "certificateValidityPeriod: 99999h", false),
        ];
        for (version, field, expected) in table {
            let text = format!("apiVersion: {version}\nkind: ClusterConfiguration\n{field}\n");
            assert_eq!(ids(&text).contains(&"CRT119"), expected, "{version} {field}");
        }
    }

    #[test]
    fn cluster_api_counts_days() {
        for (days, expected) in [(365, false), (366, true)] {
            let text = format!(
                "apiVersion: bootstrap.cluster.x-k8s.io/v1beta2\nkind: KubeadmConfig\nspec:\n  clusterConfiguration:\n    certificateValidityPeriodDays: {days}\n"
            );
            assert_eq!(ids(&text).contains(&"CRT119"), expected, "{days}");
        }
    }
}
