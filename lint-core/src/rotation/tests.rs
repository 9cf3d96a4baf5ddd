//! Files on their way, step by step.

use super::*;

const KEY: &str = "q83vEjRWKLNJIcbsGd9IxMqcffgIdkq2onXt8kMLm20=";
const NEW: &str = "ECEyQ1RlSAyOXqVrufpV7VbNSWLe6bxwQd6TsP2GH6g=";

fn file(providers: &str) -> String {
    let providers = providers.replace("KEY", KEY).replace("NEW", NEW);
    format!(
        "# Who reads this?\napiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets] # and no others\n  providers:\n{providers}"
    )
}

fn new(rotation: &Rotation) -> Credential {
    match rotation.new_provider() {
        ProviderName::Identity => Credential::Identity,
        ProviderName::Kms => {
            Credential::Plugin { name: "vault".to_owned(), endpoint: "unix:///run/kms.sock".to_owned() }
        }
        _ => Credential::Key(NEW.to_owned()),
    }
}

/// Walks to the end, but not round in circles: a rotation that is done would begin anew.
fn walk(start: &str, goal: &Goal) -> Vec<(Step, String)> {
    let mut text = start.to_owned();
    let mut steps = Vec::new();
    while steps.len() < 3 {
        let rotation = Rotation::of(&text, None, goal.clone()).unwrap();
        if rotation.step() == Step::Done {
            break;
        }
        text = rotation.text_after(Some(&new(&rotation))).unwrap();
        steps.push((rotation.step(), text.clone()));
    }
    steps
}

#[test]
fn a_rotation_takes_three_steps_and_keeps_comments() {
    let start = file(
        "  - secretbox:\n      keys:\n      - name: key1 # from the first day\n        secret: KEY\n  - identity: {} # for old ones\n",
    );
    let steps = walk(&start, &Goal::NewKey(None));
    let made: Vec<Step> = steps.iter().map(|(step, _)| *step).collect();
    assert_eq!(made, [Step::Add, Step::Promote, Step::Remove]);
    let expected = [
        "  - secretbox:\n      keys:\n      - name: key1 # from the first day\n        secret: KEY\n      - name: key2\n        secret: NEW\n  - identity: {} # for old ones\n",
        "  - secretbox:\n      keys:\n      - name: key2\n        secret: NEW\n      - name: key1 # from the first day\n        secret: KEY\n  - identity: {} # for old ones\n",
    ];
    for ((_, text), expected) in steps.iter().zip(expected) {
        assert_eq!(*text, file(expected));
    }
    let (_, last) = &steps[2];
    assert!(last.contains("key2") && !last.contains("key1") && last.contains("# for old ones"), "{last}");
}

#[test]
fn every_way_comes_to_its_goal() {
    let local = file("  - aescbc: {keys: [{name: key1, secret: KEY}]}\n  - identity: {}\n");
    let rows = [
        (local.clone(), ProviderName::Kms, "kms"),
        (local.clone(), ProviderName::Secretbox, "secretbox"),
        (local.clone(), ProviderName::Identity, "identity"),
        (file("  - identity: {}\n"), ProviderName::Aesgcm, "aesgcm"),
        (
            file("  - identity: {}\n  - secretbox: {keys: [{name: key1, secret: KEY}]}\n"),
            ProviderName::Secretbox,
            "secretbox",
        ),
        (
            file("  - kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}\n"),
            ProviderName::Identity,
            "identity",
        ),
    ];
    for (start, to, name) in rows {
        let goal = Goal::Provider(to);
        let steps = walk(&start, &goal);
        let (_, last) = steps.last().unwrap();
        let rotation = Rotation::of(last, None, goal).unwrap();
        assert_eq!(rotation.step(), Step::Done, "{last}");
        assert!(rotation.writer().as_str().starts_with(name), "{last}");
        assert!(last.starts_with("# Who reads this?\n") && last.contains("# and no others"), "{last}");
    }
}

/// While plain text is written on purpose, the file says so.
#[test]
fn decrypting_is_announced() {
    let start = file("  - aescbc: {keys: [{name: key1, secret: KEY}]}\n");
    let steps = walk(&start, &Goal::Provider(ProviderName::Identity));
    let announced: Vec<bool> = steps.iter().map(|(_, text)| text.contains("decrypt-migration")).collect();
    assert_eq!(announced, [false, true, false]);
}

#[test]
fn the_state_is_read_from_the_file() {
    let two = |first: &str, second: &str| {
        file(&format!(
            "  - aescbc: {{keys: [{{name: {first}, secret: KEY}}, {{name: {second}, secret: NEW}}]}}\n"
        ))
    };
    let named = |name: &str| Goal::NewKey(Some(name.to_owned()));
    let rows = [
        (two("key1", "key2"), Goal::NewKey(None), Ok(Step::Promote)),
        (two("key2", "key1"), Goal::NewKey(None), Ok(Step::Remove)),
        (two("old", "new"), Goal::NewKey(None), Err("say with --newest NAME")),
        (two("old", "new"), named("new"), Ok(Step::Promote)),
        (two("new", "old"), named("new"), Ok(Step::Remove)),
        (two("new", "old"), named("newer"), Err("no key of the entry is called newer")),
        (file("  - identity: {}\n"), Goal::NewKey(None), Err("identity writes")),
        (
            file("  - kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}\n"),
            Goal::NewKey(None),
            Err("the plugin"),
        ),
        (
            file("  - aescbc: {keys: [{name: a, secret: short}]}\n"),
            Goal::NewKey(None),
            Err("refuses this file"),
        ),
        ("a: b\n".to_owned(), Goal::NewKey(None), Err("no EncryptionConfiguration")),
        (String::new(), Goal::NewKey(None), Err("no EncryptionConfiguration")),
    ];
    for (text, goal, expected) in rows {
        match (Rotation::of(&text, None, goal), expected) {
            (Ok(rotation), Ok(step)) => assert_eq!(rotation.step(), step, "{text}"),
            (Err(refusal), Err(words)) => assert!(refusal.to_string().contains(words), "{refusal}"),
            (found, expected) => panic!("{:?} instead of {expected:?}: {text}", found.map(|one| one.step())),
        }
    }
}

#[test]
fn one_of_several_entries_has_to_be_chosen() {
    let text = file(&format!(
        "  - secretbox: {{keys: [{{name: a, secret: {KEY}}}]}}\n- resources: [configmaps]\n  providers:\n  - secretbox: {{keys: [{{name: b, secret: {KEY}}}]}}\n"
    ));
    let refusal = Rotation::of(&text, None, Goal::NewKey(None)).unwrap_err();
    assert!(refusal.to_string().contains("entries 0 and 1 encrypt"), "{refusal}");
    let rotation = Rotation::of(&text, Some(1), Goal::NewKey(None)).unwrap();
    assert_eq!(rotation.resources(), ["configmaps".into()]);
    let after = rotation.text_after(Some(&new(&rotation))).unwrap();
    assert!(after.starts_with(&text[..text.len() - 20]), "{after}");
    assert!(Rotation::of(&text, Some(2), Goal::NewKey(None)).is_err());
}

/// As kube-apiserver makes them, names with colons included.
#[test]
fn prefixes_are_those_of_stored_objects() {
    let new = "  - secretbox: {keys: [{name: new, secret: NEW}]}\n";
    let rows = [
        ("aescbc: {keys: [{name: 'a:b', secret: KEY}]}", "k8s:enc:aescbc:v1:a:b:"),
        ("kms: {apiVersion: v1, name: 'c:d', endpoint: 'unix:///a'}", "k8s:enc:kms:v1:c:d:"),
        ("kms: {apiVersion: v2, name: e, endpoint: 'unix:///a'}", "k8s:enc:kms:v2:e:"),
    ];
    for (old, expected) in rows {
        let text = file(&format!("{new}  - {old}\n"));
        let rotation = Rotation::of(&text, None, Goal::Provider(ProviderName::Secretbox)).unwrap();
        assert_eq!((rotation.step(), rotation.prefixes()), (Step::Remove, vec![expected.to_owned()]));
    }
}

#[test]
fn nothing_prints_a_key() {
    let text = file("  - aescbc: {keys: [{name: key1, secret: KEY}, {name: key2, secret: NEW}]}\n");
    let rotation = Rotation::of(&text, None, Goal::NewKey(None)).unwrap();
    let shown = format!("{rotation:?} {:?} {:?}", rotation.subjects(), rotation.prefixes());
    assert!(!shown.contains(&KEY[..10]) && !shown.contains(&NEW[..10]), "{shown}");
}
