//! Which finding speaks for others: one mistake is reported once, by its root cause.
//!
//! A finding never hides one that is more severe, once profile and settings have had their say.

use std::collections::HashMap;

use crate::finding::{Finding, Severity};
use crate::source::{DocumentId, Part, Path};
use crate::subject::object::Subject;

/// How far a finding silences others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// In the same document.
    Document,
    /// About the same subject.
    Subject,
    /// At the same value.
    Value,
    /// At the same part of it: a script is one value, with many words.
    Part,
}

/// The rules of `losers` are silent where one of `winners` has spoken.
struct Precedence {
    winners: &'static [&'static str],
    losers: &'static [&'static str],
    except: &'static [&'static str],
    reach: Reach,
}

/// Key material is looked at even in a configuration that kube-apiserver refuses: it has leaked all the same.
const LEAKED_KEYS: &[&str] = &["ENC214", "ENC215", "ENC216", "ENC217", "ENC218", "ENC219"];

/// A prefix ends in `*`. Earlier rows win over later ones.
const TABLE: &[Precedence] = &[
    Precedence {
        winners: &["YAML102"],
        losers: &[
            "YAML101", "YAML103", "YAML104", "YAML107", "ENC*", "ETCD*", "API*", "INPUT101", "INPUT102",
        ],
        except: LEAKED_KEYS,
        reach: Reach::Document,
    },
    Precedence { winners: &["YAML106"], losers: &["YAML101"], except: &[], reach: Reach::Document },
    Precedence {
        winners: &["ENC101", "ENC102", "ENC103", "ENC106", "ENC107"],
        losers: &["ENC11*", "ENC12*", "ENC13*", "ENC14*", "ENC2*"],
        except: &[
            "ENC214", "ENC215", "ENC216", "ENC217", "ENC218", "ENC219", "ENC226", "ENC227", "ENC228",
            "ENC229", "ENC24*",
        ],
        reach: Reach::Document,
    },
    Precedence {
        winners: &[
            "ENC11*", "ENC120", "ENC121", "ENC13*", "ENC140", "ENC141", "ENC142", "ENC143", "ENC144",
            "ENC145", "ENC146", "ENC147", "ENC148",
        ],
        losers: &["ENC121", "ENC2*"],
        except: &[
            "ENC205", "ENC214", "ENC215", "ENC216", "ENC217", "ENC218", "ENC219", "ENC226", "ENC227",
            "ENC228", "ENC229", "ENC24*",
        ],
        reach: Reach::Document,
    },
    // Up to Kubernetes 1.30 kube-apiserver passes over such fields, and uses the rest; if that is refused as well, it has
    // spoken above.
    Precedence {
        winners: &["ENC104", "ENC105"],
        losers: &["ENC11*", "ENC12*", "ENC13*", "ENC14*"],
        except: &[],
        reach: Reach::Document,
    },
    Precedence {
        winners: &["ENC216"],
        losers: &["ENC135", "ENC136", "ENC211", "ENC214", "ENC218"],
        except: &[],
        reach: Reach::Value,
    },
    Precedence {
        winners: &["ENC215"],
        losers: &["ENC211", "ENC214", "ENC218"],
        except: &[],
        reach: Reach::Value,
    },
    Precedence { winners: &["ENC214"], losers: &["ENC211"], except: &[], reach: Reach::Value },
    Precedence {
        winners: &["ENC243"],
        losers: &["ENC201", "ENC202", "ENC203"],
        except: &[],
        reach: Reach::Document,
    },
    // A name that was meant to be `secrets` is why they are not covered.
    Precedence { winners: &["ENC205"], losers: &["ENC203"], except: &[], reach: Reach::Value },
    // Where the key is kept matters only when nothing more serious is wrong.
    Precedence {
        winners: &[
            "ENC201", "ENC202", "ENC203", "ENC204", "ENC205", "ENC210", "ENC211", "ENC214", "ENC215",
            "ENC216", "ENC217", "ENC218", "ENC219", "ENC220", "ENC221", "ENC224", "ENC225", "ENC226",
            "ENC227", "ENC228", "ENC230",
        ],
        losers: &["ENC212"],
        except: &[],
        reach: Reach::Document,
    },
    Precedence {
        winners: &["YAML104"],
        losers: &["ETCD301", "ETCD305", "ETCD307", "ETCD321"],
        except: &[],
        reach: Reach::Value,
    },
    Precedence { winners: &["ETCD319"], losers: &["YAML103"], except: &[], reach: Reach::Document },
    Precedence {
        winners: &["API121"],
        losers: &["API101", "API102", "API103", "API104"],
        except: &[],
        reach: Reach::Subject,
    },
    Precedence { winners: &["API122"], losers: &["ETCD301", "API118"], except: &[], reach: Reach::Value },
    Precedence { winners: &["API125"], losers: &["ETCD312"], except: &[], reach: Reach::Value },
    Precedence { winners: &["ETCD302"], losers: &["ETCD301", "ETCD303"], except: &[], reach: Reach::Part },
    Precedence { winners: &["ETCD301"], losers: &["ETCD303", "ETCD304"], except: &[], reach: Reach::Part },
    Precedence {
        winners: &["ETCD103"],
        losers: &["ETCD101", "ETCD102", "ETCD116"],
        except: &[],
        reach: Reach::Subject,
    },
    // Under another version of the API none of the flags is read.
    Precedence {
        winners: &["BAK105", "BAK106"],
        losers: &["BAK101", "BAK102", "BAK103", "BAK104", "BAK107"],
        except: &[],
        reach: Reach::Subject,
    },
    Precedence { winners: &["BAK117"], losers: &["BAK108", "BAK124"], except: &[], reach: Reach::Subject },
    Precedence { winners: &["BAK115"], losers: &["BAK116"], except: &[], reach: Reach::Subject },
    // Where nothing is saved, nothing can be lost.
    Precedence {
        winners: &["BAK109"],
        losers: &["BAK108", "BAK110", "BAK124"],
        except: &[],
        reach: Reach::Part,
    },
    Precedence { winners: &["ETCD101"], losers: &["ETCD102"], except: &[], reach: Reach::Value },
    Precedence {
        winners: &["ETCD109"],
        losers: &["ETCD106", "ETCD107", "ETCD108"],
        except: &[],
        reach: Reach::Subject,
    },
    Precedence {
        winners: &["ETCD203"],
        losers: &["ETCD201", "ETCD202", "ETCD211"],
        except: &[],
        reach: Reach::Subject,
    },
    Precedence { winners: &["ETCD201"], losers: &["ETCD202"], except: &[], reach: Reach::Value },
    Precedence {
        winners: &["ETCD209"],
        losers: &["ETCD206", "ETCD207", "ETCD208"],
        except: &[],
        reach: Reach::Subject,
    },
];

impl Precedence {
    fn silences(&self, rule: &str) -> bool {
        matches(self.losers, rule) && !matches(self.except, rule)
    }
}

fn matches(patterns: &[&str], rule: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => rule.starts_with(prefix),
        None => rule == *pattern,
    })
}

/// Whether a finding of one rule may hide those of another. For tests.
pub fn speaks_for(speaker: &str, other: &str) -> bool {
    TABLE.iter().any(|row| matches(row.winners, speaker) && row.silences(other))
}

/// Takes away the findings for which another one speaks, and returns them.
pub(crate) fn keep_root_causes(findings: &mut Vec<Finding>) -> Vec<Finding> {
    let mut hidden = Vec::new();
    for row in TABLE {
        let mut speakers: HashMap<Hearing, Vec<Speaker>> = HashMap::new();
        for finding in findings.iter().filter(|finding| matches(row.winners, finding.rule.id)) {
            let (rule, part) = (finding.rule.id, finding.place.part.clone());
            let speaker = Speaker { rule, severity: finding.severity, part };
            speakers.entry(Hearing::of(finding, row.reach)).or_default().push(speaker);
        }
        if speakers.is_empty() {
            continue;
        }
        hidden.extend(findings.extract_if(.., |finding| {
            let speaks = |speaker: &Speaker| {
                speaker.rule != finding.rule.id
                    && speaker.severity >= finding.severity
                    && (row.reach != Reach::Part || overlap(&speaker.part, &finding.place.part))
            };
            let is_silenced = || {
                let heard = speakers.get(&Hearing::of(finding, row.reach));
                heard.is_some_and(|speakers| speakers.iter().any(speaks))
            };
            row.silences(finding.rule.id) && is_silenced()
        }));
    }
    hidden
}

/// A finding that may silence others.
struct Speaker {
    rule: &'static str,
    severity: Severity,
    part: Part,
}

/// Whether two parts of one value have something in common.
fn overlap(one: &Part, other: &Part) -> bool {
    match (one, other) {
        (Part::Within(one), Part::Within(other)) | (Part::Text(one), Part::Text(other)) => {
            one.start <= other.end && other.start <= one.end
        }
        _ => true,
    }
}

/// What two findings have in common if one is within the other's reach.
#[derive(PartialEq, Eq, Hash)]
struct Hearing {
    document: DocumentId,
    subject: Option<Subject>,
    path: Option<Path>,
}

impl Hearing {
    fn of(finding: &Finding, reach: Reach) -> Hearing {
        Hearing {
            document: finding.place.document,
            subject: (reach == Reach::Subject).then(|| finding.subject.clone()),
            path: matches!(reach, Reach::Value | Reach::Part).then(|| finding.place.path.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TABLE, matches};
    use crate::linter::lint;
    use crate::rules;
    use crate::settings::Options;

    /// TLS options that are not used, which is why a port is open.
    const POD: &str = "{kind: Pod, spec: {containers: [{name: etcd, command: [etcd, \
        --listen-client-urls=http://10.0.0.4:2379, --cert-file=/a, --key-file=/b]}]}}";

    #[test]
    fn every_name_is_that_of_a_rule() {
        for row in TABLE {
            for name in [row.winners, row.losers, row.except].concat() {
                assert!(rules::all().any(|rule| matches(&[name], rule.id)), "{name} is no rule");
            }
        }
    }

    /// A root cause that somebody made mere advice does not hide what is an error.
    #[test]
    fn the_severities_of_the_settings_count() {
        for (severity, is_hidden) in [("error", true), ("info", false)] {
            let options = serde_json::json!({ "severities": { "ETCD103": severity } });
            let options: Options = serde_json::from_value(options).expect("options");
            let report = lint("etcd.yaml", POD, options.compile().expect("options that can be used"));
            let has = |id: &str| report.findings.iter().any(|finding| finding.rule.id == id);
            assert_eq!((has("ETCD103"), has("ETCD101")), (true, !is_hidden), "{severity}");
        }
    }

    /// An exemption from the root cause is none from what it leads to.
    #[test]
    fn what_is_exempt_hides_nothing() {
        let exemption =
            serde_json::json!({ "objects": "$[?$.kind == 'Pod']", "rules": ["ETCD103"], "reason": "a test" });
        let options = serde_json::json!({ "exemptions": [exemption] });
        let options: Options = serde_json::from_value(options).expect("options");
        let report = lint("etcd.yaml", POD, options.compile().expect("options that can be used"));
        let has = |id: &str| report.findings.iter().any(|finding| finding.rule.id == id);
        assert_eq!((has("ETCD103"), has("ETCD101")), (false, true));
    }
}
