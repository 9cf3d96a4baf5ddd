//! What a CronJob or Job says of its runs.

use super::schedule::Schedule;
use crate::fix::Edit;
use crate::source::{Cursor, Path, Place};
use crate::subject::workload::Workload;

/// What a CronJob or Job says of its runs.
#[derive(Clone, Debug)]
pub struct Job {
    /// Whether it is a CronJob.
    pub is_cron: bool,
    /// The object's `spec`.
    pub spec: Place,
    /// The Job's own `spec`: that of the template in a CronJob.
    pub job_spec: Place,
    /// When a CronJob runs.
    pub schedule: Option<(Schedule, Place)>,
    /// Whether a CronJob names its time zone, or needs none.
    pub has_time_zone: bool,
    /// `suspend`, where it is true.
    pub suspended: Option<Place>,
    /// `concurrencyPolicy`.
    pub concurrency: Option<(String, Place)>,
    /// Whether `activeDeadlineSeconds` ends a run, on the Job or on its pod.
    pub has_deadline: bool,
    /// `restartPolicy` of the pod, where it is `OnFailure`.
    pub on_failure: Option<Place>,
    /// `successfulJobsHistoryLimit`.
    pub successful_history: Option<(i64, Place)>,
    /// `failedJobsHistoryLimit`.
    pub failed_history: Option<(i64, Place)>,
}

impl Job {
    /// The edit that ends each run after ten minutes.
    pub fn deadline(&self) -> Edit {
        let (place, key) = (self.job_spec.clone(), "activeDeadlineSeconds".to_owned());
        Edit::Add { place, key, value: 600.into() }
    }

    /// Reads the object of a workload; nothing unless it is a CronJob or Job. `at` gives the value at a place.
    pub(super) fn of<'a>(workload: &Workload, at: &dyn Fn(&Place) -> Option<Cursor<'a>>) -> Option<Job> {
        let below = |keys: &[&str]| {
            let path = keys.iter().fold(workload.place.path.clone(), |path: Path, key| path.key(*key));
            Place::value(workload.document, path)
        };
        let (is_cron, job) = match workload.object.kind.as_str() {
            "CronJob" => (true, ["spec", "jobTemplate", "spec"].as_slice()),
            "Job" => (false, ["spec"].as_slice()),
            _ => return None,
        };
        let (spec, job_spec) = (at(&below(&["spec"]))?, at(&below(job))?);
        let pod = at(&workload.pod)?;
        let text =
            |key: &str| spec.get(key).map(|value| (value.node.as_str().map(str::to_owned), value.place()));
        let number = |cursor: &Cursor, key: &str| {
            cursor.get(key).and_then(|value| Some((value.node.as_i64()?, value.place())))
        };
        let known = |key: &str| text(key).and_then(|(value, place)| Some((value?, place)));
        Some(Job {
            is_cron,
            spec: spec.place(),
            job_spec: job_spec.place(),
            schedule: known("schedule")
                .map(|(text, place)| (Schedule::parse(&text, spec.str("timeZone")), place)),
            has_time_zone: text("timeZone").is_some()
                || spec.str("schedule").is_some_and(Schedule::is_same_in_all_zones),
            suspended: spec
                .get("suspend")
                .filter(|value| value.node.as_bool() == Some(true))
                .map(|v| v.place()),
            concurrency: known("concurrencyPolicy"),
            has_deadline: [&job_spec, &pod].iter().any(|one| one.get("activeDeadlineSeconds").is_some()),
            on_failure: pod
                .get("restartPolicy")
                .filter(|value| value.node.as_str() == Some("OnFailure"))
                .map(|value| value.place()),
            successful_history: number(&spec, "successfulJobsHistoryLimit"),
            failed_history: number(&spec, "failedJobsHistoryLimit"),
        })
    }
}
