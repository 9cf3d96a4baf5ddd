//! Many fixes at once: those of a report that leave each other alone.

use std::collections::BTreeMap;

use super::{Applicability, apply};
use crate::report::{FileEdit, Report, ReportedFix};
use crate::source::Text;

/// Files with fixes made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The new texts of the files that changed, by name.
    pub texts: BTreeMap<String, Text>,
    /// How many fixes were made.
    pub fixes: usize,
}

/// Makes the fixes of a report up to an applicability, in the order of the report.
///
/// A fix is made as a whole or not at all. One that touches what another changes is left out: it may come to
/// something else once the text has been linted anew. `text_of` gives the text of a file as it was linted.
pub fn mend<'a>(report: &Report, upto: Applicability, text_of: impl Fn(&str) -> Option<&'a str>) -> Mended {
    let mut chosen: BTreeMap<&str, Vec<FileEdit>> = BTreeMap::new();
    let mut fixes = 0;
    let offered = report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    for fix in offered.filter(|fix| fix.applicability <= upto) {
        if fits(fix, &chosen) {
            fixes += 1;
            for edit in &fix.edits {
                chosen.entry(&edit.file).or_default().push(edit.clone());
            }
        }
    }
    let mended = chosen.into_iter().filter_map(|(file, edits)| {
        let text = apply(text_of(file)?, &edits)?;
        Some((file.to_owned(), Text(text)))
    });
    Mended { texts: mended.collect(), fixes }
}

/// Whether a fix leaves alone what the chosen ones change.
fn fits(fix: &ReportedFix, chosen: &BTreeMap<&str, Vec<FileEdit>>) -> bool {
    fix.edits.iter().all(|edit| {
        let others = chosen.get(edit.file.as_str()).into_iter().flatten();
        others.into_iter().all(|other| !touch(edit, other))
    })
}

fn touch(a: &FileEdit, b: &FileEdit) -> bool {
    a.bytes.start <= b.bytes.end && b.bytes.start <= a.bytes.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::testing::report;

    /// Makes fixes until none is left.
    fn mended(text: &str, upto: Applicability) -> (String, usize) {
        let mut text = text.to_owned();
        let mut fixes = 0;
        for _ in 0..20 {
            let report = report(&text, Settings::default());
            let mended = mend(&report, upto, |_| Some(&text));
            if mended.fixes == 0 {
                return (text, fixes);
            }
            fixes += mended.fixes;
            text = mended.texts["test.yaml"].0.clone();
        }
        panic!("the fixes have no end:\n{text}");
    }

    const CONFIG: &str = "\
# keys of the lab
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [Secrets, configmaps] # both
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: GJtdpAs9qWxcP6gu4ZEyUQCF4pEjqUgXJBGeFAXjBZw=
        identity: {}
";

    #[test]
    fn safe_fixes_are_made_one_after_the_other() {
        let (mended, fixes) = mended(CONFIG, Applicability::Safe);
        let expected =
            CONFIG.replace("[Secrets,", "[secrets,").replace("        identity", "      - identity");
        assert_eq!((mended, fixes), (expected, 2));
    }

    #[test]
    fn suggested_fixes_are_made_on_request() {
        let text = CONFIG.replace("Secrets, ", "").replace("        identity: {}\n", "");
        assert_eq!(mended(&text, Applicability::Safe), (text.clone(), 0));
        let (mended, fixes) = mended(&text, Applicability::Suggested);
        assert!(fixes > 0 && mended.contains("secrets") && mended.contains("# both"), "{mended}");
    }

    #[test]
    fn debug_output_shows_no_text() {
        let report = report(CONFIG, Settings::default());
        let mended = mend(&report, Applicability::Safe, |_| Some(CONFIG));
        assert!(!format!("{mended:?}").contains("GJtdpAs9"));
    }
}
