//! `artifacthub-pkg.yml`, in the shape in which `kwctl scaffold artifacthub` writes it.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::{Error, generated, in_repository};

const PATH: &str = "artifacthub-pkg.yml";
const QUESTIONS: &str = "policy/questions-ui.yml";

/// What the file is, for those who open it.
const HEADER: &str =
    "# Made by `cargo xtask artifacthub` from policy/metadata.yml and policy/questions-ui.yml.\n";

/// A package as Artifact Hub lists it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    version: String,
    name: String,
    display_name: String,
    created_at: String,
    description: String,
    license: String,
    #[serde(rename = "homeURL")]
    home_url: String,
    containers_images: Vec<Image>,
    keywords: Vec<String>,
    links: Vec<Link>,
    install: String,
    maintainers: Vec<Maintainer>,
    provider: Provider,
    recommendations: Vec<Recommendation>,
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
struct Image {
    name: &'static str,
    image: String,
}

#[derive(Debug, Serialize)]
struct Link {
    name: &'static str,
    url: String,
}

#[derive(Debug, Serialize)]
struct Maintainer {
    name: String,
    email: String,
}

#[derive(Debug, Serialize)]
struct Provider {
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Recommendation {
    url: &'static str,
}

/// Writes the file; with `check`, fails if it is not what would be written.
pub(crate) fn write(check: bool) -> Result<(), Error> {
    let path = in_repository(QUESTIONS);
    let questions = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    let package = Package::of(&Metadata::read()?, questions)?;
    let yaml = serde_yaml::to_string(&package)
        .map_err(|source| Error::Yaml { path: in_repository(PATH), source })?;
    generated::write(PATH, &format!("{HEADER}{yaml}"), check, "artifacthub")
}

impl Package {
    fn of(metadata: &Metadata, questions: String) -> Result<Package, Error> {
        let annotation = |name: &str| metadata.annotation(name).map(str::to_owned);
        let version = annotation("io.kubewarden.policy.version")?;
        let source = annotation("io.kubewarden.policy.source")?;
        let image = format!("{}:v{version}", annotation("io.kubewarden.policy.ociUrl")?);
        let keywords = annotation("io.artifacthub.keywords")?;
        Ok(Package {
            name: annotation("io.kubewarden.policy.title")?,
            display_name: annotation("io.artifacthub.displayName")?,
            created_at: created_at(&version),
            description: annotation("io.kubewarden.policy.description")?,
            license: annotation("io.kubewarden.policy.license")?,
            home_url: annotation("io.kubewarden.policy.url")?,
            keywords: keywords.split(',').map(|word| word.trim().to_owned()).collect(),
            links: vec![
                Link { name: "policy", url: format!("{source}/releases/download/v{version}/policy.wasm") },
                Link { name: "source", url: source },
            ],
            install: install(&image),
            containers_images: vec![Image { name: "policy", image }],
            maintainers: vec![maintainer(&annotation("io.kubewarden.policy.author")?)?],
            provider: Provider { name: "kubewarden" },
            recommendations: vec![Recommendation {
                url: "https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller",
            }],
            annotations: BTreeMap::from([
                ("kubewarden/mutation", metadata.mutating.to_string()),
                ("kubewarden/resources", annotation("io.artifacthub.resources")?),
                ("kubewarden/rules", rules(metadata)?),
                ("kubewarden/questions-ui", questions),
            ]),
            version,
        })
    }
}

fn install(image: &str) -> String {
    format!(
        "The policy can be obtained using [`kwctl`](https://docs.kubewarden.io/howtos/install-kwctl):\n\
         ```console\nkwctl pull {image}\n```\n\
         Then, generate the policy manifest and tune it to your liking. For example:\n\
         ```console\nkwctl scaffold manifest -t ClusterAdmissionPolicy registry://{image}\n```\n"
    )
}

fn rules(metadata: &Metadata) -> Result<String, Error> {
    serde_yaml::to_string(&metadata.rules)
        .map_err(|source| Error::Yaml { path: in_repository("policy/metadata.yml"), source })
}

/// `Name <address>`
fn maintainer(author: &str) -> Result<Maintainer, Error> {
    let parts = author.strip_suffix('>').and_then(|rest| rest.split_once(" <"));
    let (name, email) =
        parts.ok_or_else(|| Error::Metadata(format!("the author {author:?} is not `Name <address>`")))?;
    Ok(Maintainer { name: name.to_owned(), email: email.to_owned() })
}

/// The time at which this version was first written: the file's own, if it is of this version.
fn created_at(version: &str) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Known {
        version: String,
        created_at: String,
    }
    let text = std::fs::read_to_string(in_repository(PATH)).unwrap_or_default();
    match serde_yaml::from_str::<Known>(&text) {
        Ok(known) if known.version == version => known.created_at,
        _ => humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
    }
}
