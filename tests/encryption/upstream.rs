//! Where kube-apiserver refuses an EncryptionConfiguration, and the rule that says the same.
//!
//! The lines are those of the version of k8s.io/apiserver that `validator/go.mod` names, of its k8s.io/apimachinery,
//! and of its sigs.k8s.io/json and go.yaml.in/yaml/v2.

use etcdlint_core::precedence::speaks_for;

/// The files of k8s.io/apiserver that refuse.
pub(crate) const VALIDATION: &str = "pkg/apis/apiserver/validation/validation_encryption.go";
pub(crate) const CONFIG: &str = "pkg/server/options/encryptionconfig/config.go";

/// A place at which kube-apiserver refuses.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) file: &'static str,
    pub(crate) function: &'static str,
    /// The lines that make the error; several if nothing else differs.
    pub(crate) lines: &'static [usize],
    pub(crate) stage: Stage,
    pub(crate) means: Means,
}

/// How far kube-apiserver comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It reads, and stops at the first error but for those of strict decoding.
    Read,
    /// It validates, and says all that it finds.
    Validate,
    /// It builds what encrypts, and stops at the first error.
    Build,
}

/// What a refusal means here.
#[derive(Debug)]
pub(crate) enum Means {
    /// The rule says it of an error about a field that ends so, with a text that begins so; … is any text.
    Rule(&'static str, &'static str, &'static str),
    /// No file is refused here, for this reason.
    Unreached(&'static str),
}

use Means::{Rule, Unreached};

const fn read(
    file: &'static str,
    function: &'static str,
    lines: &'static [usize],
    says: &'static str,
    id: &'static str,
) -> Row {
    Row { file, function, lines, stage: Stage::Read, means: Rule(id, "", says) }
}

const fn validate(
    function: &'static str,
    lines: &'static [usize],
    field: &'static str,
    says: &'static str,
    id: &'static str,
) -> Row {
    Row { file: VALIDATION, function, lines, stage: Stage::Validate, means: Rule(id, field, says) }
}

const fn build(function: &'static str, lines: &'static [usize], means: Means) -> Row {
    Row { file: CONFIG, function, lines, stage: Stage::Build, means }
}

const VALIDATED: Means = Unreached("the validator has refused the file before");

/// Of two rows that fit, the first counts.
#[rustfmt::skip]
pub(crate) static ROWS: &[Row] = &[
    Row {
        file: CONFIG, function: "loadDataAndHash", lines: &[540], stage: Stage::Read,
        means: Unreached("the file cannot be read: nothing that its text could say"),
    },
    Row {
        file: CONFIG, function: "loadDataAndHash", lines: &[543], stage: Stage::Read,
        means: Rule("ENC101", "", "encryption provider configuration file \"encryption.yaml\" is empty"),
    },
    Row {
        file: CONFIG, function: "loadConfig", lines: &[531], stage: Stage::Read,
        means: Unreached("a file of another kind with none of our fields is not known to be meant as a configuration"),
    },

    read("yaml/v2/decode.go", "setMapIndex", &[687], "yaml: unmarshal errors:\n  line ", "ENC105"),
    read("serializer/json/json.go", "Decode", &[142], "yaml: ", "YAML101"),
    read("serializer/json/meta.go", "Interpret", &[56], "couldn't get version/kind; json parse error: json: cannot unmarshal ", "ENC106"),
    read("serializer/json/meta.go", "Interpret", &[56], "couldn't get version/kind; json parse error: invalid character … after top-level value", "ENC107"),
    read("serializer/json/meta.go", "Interpret", &[56], "couldn't get version/kind; json parse error: invalid character … looking for beginning of object key string", "ENC107"),
    read("serializer/json/meta.go", "Interpret", &[56], "couldn't get version/kind; json parse error: ", "YAML101"),
    read("schema/group_version.go", "ParseGroupVersion", &[225], "unexpected GroupVersion string: ", "ENC103"),
    read("error.go", "missingKindErr.Error", &[90], "Object 'Kind' is missing", "ENC102"),
    read("error.go", "missingVersionErr.Error", &[112], "Object 'apiVersion' is missing", "ENC102"),
    read("error.go", "notRegisteredErr.Error", &[68], "no kind ", "ENC103"),
    read("encoding/json/decode.go", "UnmarshalTypeError.Error", &[137], "json: cannot unmarshal ", "ENC106"),
    read("meta/v1/duration.go", "Duration.UnmarshalJSON", &[39], "time: ", "ENC106"),
    read("encoding/json/kubernetes_patch.go", "unknownStrictErrType", &[128], "unknown field ", "ENC104"),
    read("encoding/json/kubernetes_patch.go", "duplicateStrictErrType", &[129], "duplicate field ", "ENC105"),

    Row {
        file: VALIDATION, function: "ValidateEncryptionConfiguration", lines: &[70], stage: Stage::Validate,
        means: Unreached("the decoder hands out a configuration or an error"),
    },
    validate("ValidateEncryptionConfiguration", &[75], "resources", "at least one resources is required", "ENC110"),
    validate("ValidateEncryptionConfiguration", &[86], "].resources", "at least one resources[", "ENC111"),
    validate("ValidateEncryptionConfiguration", &[93], "].providers", "at least one resources[", "ENC112"),
    validate("validateResourceOverlap", &[170], "].resources", "the same resource cannot be specified multiple times", "ENC119"),
    validate("validateResourceOverlap", &[181], "].resources", "using overlapping resources such as", "ENC120"),
    validate("validateResourceNames", &[202], "].resources[]", "resource name should not contain capital letters", "ENC113"),
    validate("validateResourceNames", &[215], "].resources[]", "use '*.' to encrypt all the resources from core API group", "ENC114"),
    validate("validateResourceNames", &[233], "].resources[]", "resources which do not have REST API/s cannot be encrypted", "ENC115"),
    validate("validateResourceNames", &[247], "].resources[]", "'*.events.k8s.io' objects are stored using the 'events' API group", "ENC116"),
    validate("validateResourceNames", &[260], "].resources[]", "'extensions' group has been removed", "ENC117"),
    validate("validateResourceNames", &[273], "].resources[]", "encrypting the same resource across groups is not supported", "ENC118"),
    validate("validateSingleProvider", &[307], "].providers[]", "provider does not contain any of the expected providers", "ENC130"),
    validate("validateSingleProvider", &[311], "].providers[]", "more than one provider specified in a single element", "ENC131"),
    validate("validateKeys", &[321], ".keys", "at least one keys is required", "ENC132"),
    validate("validateKey", &[336], ".keys[].name", "name is a mandatory field for a key", "ENC133"),
    validate("validateKey", &[340], ".keys[].secret", "secret is a mandatory field for a key", "ENC134"),
    validate("validateKey", &[346], ".keys[].secret", "secrets must be base64 encoded", "ENC135"),
    validate("validateKey", &[359], ".keys[].secret", "secret is not of the expected length", "ENC136"),
    validate("validateKMSCacheSize", &[382], ".kms.cachesize", "cachesize is not supported in v2", "ENC146"),
    validate("validateKMSCacheSize", &[385], ".kms.cachesize", "cachesize should be a positive value, or negative to disable", "ENC147"),
    validate("validateKMSTimeout", &[394], ".kms.timeout", "timeout should be a positive value", "ENC143"),
    validate("validateKMSEndpoint", &[403], ".kms.endpoint", "endpoint is a mandatory field for a kms", "ENC144"),
    validate("validateKMSEndpoint", &[408], ".kms.endpoint", "invalid endpoint for kms provider", "ENC145"),
    validate("validateKMSEndpoint", &[412], ".kms.endpoint", "unsupported scheme ", "ENC145"),
    validate("validateKMSAPIVersion", &[421], ".kms.apiVersion", "unsupported apiVersion apiVersion for KMS provider", "ENC148"),
    validate("validateKMSConfigName", &[430], ".kms.name", "name is a mandatory field for a provider", "ENC140"),
    validate("validateKMSConfigName", &[435], ".kms.name", "invalid KMS provider name ", "ENC141"),
    validate("validateKMSConfigName", &[442], ".kms.name", "duplicate KMS provider name ", "ENC142"),

    build("getTransformerOverridesAndKMSPluginProbes", &[300, 306], Rule("ENC121", "", "resource \"")),
    build("prefixTransformersAndProbes", &[599], VALIDATED),
    build("aesPrefixTransformer", &[618, 622, 625, 634, 638], VALIDATED),
    build("aesPrefixTransformer", &[642], Unreached("a cipher of 16 bytes a block always makes a transformer")),
    build("secretboxPrefixTransformer", &[669, 673, 676, 685, 689], VALIDATED),
    build("kmsPrefixTransformer", &[746], Rule("ENC149", "", "KMSv1 is deprecated and will only receive security updates")),
    build("kmsPrefixTransformer", &[752, 774], Unreached("no plugin is dialled, and what else would fail has the validator refused")),
    build("kmsPrefixTransformer", &[802], VALIDATED),
];

/// The first rule says what kube-apiserver's refusal, which is that of the second, comes from.
const CAUSES: [(&str, &str); 3] = [
    // The loader takes what it has read for the whole file, the linter sees that the text breaks off there.
    ("YAML101", "ENC102"),
    // What begins like JSON may be neither that nor YAML.
    ("YAML101", "ENC107"),
    // To the loader a wildcard that stands twice overlaps with itself.
    ("ENC119", "ENC120"),
];

/// Whether a finding of one rule will do where one of another is due.
pub(crate) fn will_do(found: &str, due: &str) -> bool {
    found == due || CAUSES.contains(&(found, due)) || speaks_for(found, due)
}

impl Row {
    /// The first row for an error about `field`, if any.
    pub(crate) fn of(field: &str, says: &str) -> Option<&'static Row> {
        let field = without_numbers(field);
        ROWS.iter().find(|row| match row.means {
            Rule(_, end, beginning) => {
                field.ends_with(end) && end.is_empty() == field.is_empty() && begins(says, beginning)
            }
            Unreached(_) => false,
        })
    }

    /// The rule, or why there is none.
    pub(crate) fn meaning(&self) -> &'static str {
        match self.means {
            Rule(text, ..) | Unreached(text) => text,
        }
    }

    /// The rule that says the same.
    pub(crate) fn rule(&self) -> Option<&'static str> {
        match self.means {
            Rule(id, ..) => Some(id),
            Unreached(_) => None,
        }
    }
}

fn begins(text: &str, beginning: &str) -> bool {
    match beginning.split_once(" … ") {
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| text.contains(rest)),
        None => text.starts_with(beginning),
    }
}

/// `resources[0].providers[1]` as `resources[].providers[]`.
fn without_numbers(field: &str) -> String {
    field.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// `ETCDLINT_TEST_APISERVER` is the folder of k8s.io/apiserver: each line that makes an error has its row there.
#[test]
#[ignore = "needs the source of k8s.io/apiserver; scripts/encryption-agreement.sh names it"]
fn each_line_that_refuses_has_a_row() {
    let folder = std::env::var("ETCDLINT_TEST_APISERVER").expect("the folder of k8s.io/apiserver");
    for file in [VALIDATION, CONFIG] {
        let source = std::fs::read_to_string(format!("{folder}/{file}")).expect("the source");
        let rows = ROWS.iter().filter(|row| row.file == file);
        let mut expected: Vec<(String, usize)> =
            rows.flat_map(|row| row.lines.iter().map(|line| (row.function.to_owned(), *line))).collect();
        expected.sort_by_key(|(_, line)| *line);
        assert_eq!(refusals(&source), expected, "{file}");
    }
}

/// The lines that make an error, each with its function, of those functions that load a configuration.
fn refusals(source: &str) -> Vec<(String, usize)> {
    const MAKES: [&str; 4] = ["field.Invalid(", "field.Required(", "fmt.Errorf(", "errors.New("];
    const LOADS: [&str; 4] = ["alidate", "load", "PrefixTransformer", "getTransformerOverrides"];
    // These only say where the error below them came from, or what encrypting fails with.
    const WRAPS: [&str; 3] = ["error while loading file", "error decoding ", "no matching "];
    let mut function = "";
    let mut found = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        if let Some(rest) = text.strip_prefix("func ") {
            function = rest.split('(').next().unwrap_or_default();
        }
        let loads =
            LOADS.iter().any(|name| function.contains(name)) || function == "prefixTransformersAndProbes";
        let makes = MAKES.iter().any(|call| text.contains(call));
        if loads && makes && !WRAPS.iter().any(|wrap| text.contains(wrap)) {
            found.push((function.to_owned(), line));
        }
    }
    found
}
