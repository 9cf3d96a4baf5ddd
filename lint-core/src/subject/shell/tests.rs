use super::*;
use crate::source::{Cursor, DocumentId, Node, Part, Path};
use serde_json::json;

fn place(index: usize) -> Place {
    Place::value(DocumentId(0), Path::ROOT.index(index))
}

fn environment() -> Environment {
    let node = Node::from(&json!({"env": [
        {"name": "NAME", "value": "m0"},
        {"name": "OPTS", "value": "--a=1  --b"},
        {"name": "EMPTY", "value": ""},
        {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
    ]}));
    Environment::of(&Cursor::new(&node, DocumentId(0)), &|_| None)
}

fn read(script: &str) -> Script {
    let parameters = ["sh0", "p one", "p2"].iter().enumerate();
    let parameters: Vec<Word> = parameters.map(|(n, text)| Word::literal(*text, place(n + 1))).collect();
    parse(&Word::literal(script, place(0)), &environment(), &parameters)
}

/// Unknown parts are shown between angle brackets.
fn show(word: &Word) -> String {
    let mut text = word.text.clone();
    for hole in word.unknown.iter().rev() {
        text.insert(hole.end, '>');
        text.insert(hole.start, '<');
    }
    text
}

fn commands(script: &str) -> Vec<Vec<String>> {
    read(script).commands.iter().map(|command| command.words.iter().map(show).collect()).collect()
}

#[test]
fn words() {
    let table: [(&str, &[&str]); 48] = [
        ("etcd a\r\n", &["etcd", "a"]),
        ("etcd a\x0cb \x0c c", &["etcd", "a\x0cb", "\x0c", "c"]),
        ("etcd --name=a --b c", &["etcd", "--name=a", "--b", "c"]),
        ("etcd \\\n  --a \\\n  --b # comment", &["etcd", "--a", "--b"]),
        ("etcd --a='x y' \"b c\"", &["etcd", "--a=x y", "b c"]),
        ("etcd a\\ b \"q\\\"q\\n\" ''", &["etcd", "a b", "q\"q\\n", ""]),
        ("etcd --name=$NAME ${NAME}x", &["etcd", "--name=m0", "m0x"]),
        ("etcd $OPTS", &["etcd", "--a=1", "--b"]),
        ("etcd x$OPTS", &["etcd", "x--a=1", "--b"]),
        ("etcd \"$OPTS\"", &["etcd", "--a=1  --b"]),
        ("etcd $EMPTY \"$EMPTY\"", &["etcd", ""]),
        ("etcd https://$IP:1", &["etcd", "https://<$IP>:1"]),
        ("etcd $UNSET ${UNSET:-x}", &["etcd", "<$UNSET>", "<${UNSET:-x}>"]),
        ("etcd ${NAME:-x} ${NAME%0}", &["etcd", "m0", "<${NAME%0}>"]),
        ("etcd $(date +\"%F)\") `id`", &["etcd", "<$(date +\"%F)\")>", "<`id`>"]),
        ("etcd $((1 + 2)) a$", &["etcd", "<$((1 + 2))>", "a$"]),
        ("etcd \"$@\"", &["etcd", "p one", "p2"]),
        ("etcd $@", &["etcd", "p", "one", "p2"]),
        ("etcd \"$*\"", &["etcd", "p one p2"]),
        ("etcd $EMPTY''", &["etcd", ""]),
        ("etcd \"$0\" $1 \"${2}\"", &["etcd", "sh0", "p", "one", "p2"]),
        ("X=1; etcd $X", &["etcd", "1"]),
        ("X='a b'; Y=\"$X c\"; etcd \"$Y\"", &["etcd", "a b c"]),
        ("X=1 || X=2; etcd $X", &["etcd", "<$X>"]),
        ("[ -n x ] && X=1; etcd $X", &["[", "-n", "x", "]"]),
        ("shift; etcd \"$@\"", &["shift"]),
        ("if true; then X=1; else X=2; fi; etcd $X", &["true"]),
        ("etcd >/dev/null 2>&1 --a", &["etcd", "--a"]),
        ("etcd 2 > x", &["etcd", "2"]),
        ("A=(1 2) etcd", &["etcd"]),
        ("A+=x; A[0]=y; etcd $A", &["etcd", "<y>"]),
        ("A+=(x y)\netcd", &["etcd"]),
        ("etcd $'it\\'s' b", &["etcd", "<$'it\\'s'>", "b"]),
        ("etcd \"$(echo ':( \\$(')\" b", &["etcd", "<$(echo ':( \\$(')>", "b"]),
        ("etcd $(echo \":(\") b", &["etcd", "<$(echo \":(\")>", "b"]),
        ("etcd ${A%%(*} b", &["etcd", "<${A%%(*}>", "b"]),
        ("etcd $(a # don't\n) b", &["etcd", "<$(a # don't\n)>", "b"]),
        ("etcd !(a|b)*.db c", &["etcd", "!<(…)>", "*.db", "c"]),
        ("etcd > >(tee a) b", &["etcd", "b"]),
        ("etcd a 2> >(tee b) c", &["etcd", "a", "c"]),
        ("etcd a 3< <(ls)", &["etcd", "a"]),
        ("etcd a 200>&- b", &["etcd", "a", "b"]),
        ("etcd a {fd}>/tmp/x b", &["etcd", "a", "b"]),
        ("etcd a 2<<EOF b\nx\nEOF\n", &["etcd", "a", "b"]),
        ("etcd a2>x", &["etcd", "a2"]),
        ("etcd \"2\">x", &["etcd", "2"]),
        ("etcd 2&>x", &["etcd", "2"]),
        ("etcd {a}b>x {}>y", &["etcd", "{a}b", "{}"]),
    ];
    for (script, expected) in table {
        assert_eq!(commands(script).first().map(Vec::as_slice).unwrap_or_default(), expected, "{script}");
    }
}

/// No character, wherever it stands, keeps the lexer at its place.
#[test]
fn each_character_is_left_behind() {
    for c in (0..=255).map(char::from) {
        for script in [format!("{c}"), format!("a {c} b"), format!("a{c}b"), format!("a \"{c}\" '{c}' ${c}")]
        {
            read(&script);
        }
    }
}

#[test]
fn every_command_is_found() {
    let table: [(&str, &[&str]); 33] = [
        ("a; b && c || d | e & f\ng", &["a", "b", "c", "d", "e", "f", "g"]),
        ("if a; then b; elif c; then d; else e; fi; f", &["a", "b", "c", "d", "e", "f"]),
        ("for x in 1 2 3; do a $x; done; b", &["a <$x>", "b"]),
        ("for x in 1 2\ndo a; done", &["a"]),
        ("for x do a; done", &["a"]),
        ("while ! a; do b; done", &["a", "b"]),
        ("case $1 in\n  a|b) c;;\n  (d) e ;;\n  *) f\nesac\ng", &["c", "e", "f", "g"]),
        ("{ a; b; }; (c; d)", &["a", "b", "c", "d"]),
        ("f() { a \"$1\"; }\nf x; b $2", &["a <$1>", "f x", "b p2"]),
        ("function f { a; }; b", &["a", "b"]),
        ("f()\n{\n a\n}\nb", &["a", "b"]),
        ("cat <<EOF\netcd --x\nEOF\nb", &["cat", "b"]),
        ("cat <<-'EOF'\n\tetcd\n\tEOF\nb", &["cat", "b"]),
        ("[[ a && ( b || c ) ]] && d", &["[[ a b c ]]", "d"]),
        ("if true; then X=1; else X=2; fi; etcd $X", &["true", "etcd <$X>"]),
        ("if true; then X=1; etcd $X; fi", &["true", "etcd 1"]),
        ("shift; etcd \"$@\"", &["shift", "etcd p2"]),
        ("set -- x y; etcd $@", &["set -- x y", "etcd x y"]),
        ("(X=1); etcd $X", &["etcd <$X>"]),
        ("declare -a X=(a b); etcd $X", &["declare -a X=<(…)>", "etcd <(…)>"]),
        ("readonly X=(\na # (\nb\n)\netcd", &["readonly X=<(…)>", "etcd"]),
        ("f() { local -a o=(x); a; }; f; b", &["local -a o=<(…)>", "a", "f", "b"]),
        ("(( d <<= 1 )) || a\nb", &["(( <(( d <<= 1 ))>", "a", "b"]),
        ("((a); b)\nc", &["a", "b", "c"]),
        ("for ((i=0; i<3; i++)); do a; done; b", &["a", "b"]),
        ("for ((i=0;i<3;i++)) do a; done; b", &["a", "b"]),
        ("f() ( a; b )\nc", &["a", "b", "c"]),
        ("f ( )\n(\na\n)\nb", &["a", "b"]),
        ("function f ( ) { a; }; b", &["a", "b"]),
        ("f() if a; then b; fi\nc", &["a", "b", "c"]),
        ("A=$(etcdctl snapshot save \"$NAME\" 2>&1) || a", &["etcdctl snapshot save m0", "a"]),
        (
            "echo \"$(x; etcdctl snapshot save y)\"; a",
            &["x", "etcdctl snapshot save y", "echo <$(x; etcdctl snapshot save y)>", "a"],
        ),
        ("A=`etcdctl snapshot save x`; a", &["etcdctl snapshot save x", "a"]),
    ];
    for (script, expected) in table {
        let lines: Vec<String> = commands(script).iter().map(|words| words.join(" ")).collect();
        assert_eq!(lines, expected, "{script}");
    }
}

#[test]
fn joints_and_redirects() {
    let script = read("a && b || c | d & e >> f; g");
    let joints: Vec<Joint> = script.commands.iter().map(|command| command.next).collect();
    let expected = [Joint::And, Joint::Or, Joint::Pipe, Joint::Background, Joint::Sequence, Joint::Sequence];
    assert_eq!(joints, expected);
    let redirect = &script.commands[4].redirects[0];
    assert_eq!((redirect.operator, redirect.target.text.as_str()), (">>", "f"));
}

#[test]
fn what_follows_a_bracket_follows_its_last_command() {
    let rows = [
        ("(a; b) || c", "a;b||c;"),
        ("{ a; } | b", "a|b;"),
        ("( ( a ) ) && b", "a&&b;"),
        ("(a &) || b", "a&b;"),
        ("(X=1) || a", "a;"),
        ("a; (X=1) || b", "a;b;"),
        ("if a; then b; fi || c", "a;b;c;"),
        ("f() { a; } || b", "a;b;"),
    ];
    for (script, expected) in rows {
        let joint = |joint| match joint {
            Joint::Sequence => ";",
            Joint::And => "&&",
            Joint::Or => "||",
            Joint::Pipe => "|",
            Joint::Background => "&",
        };
        let text = |command: &SimpleCommand| command.words[0].text.clone() + joint(command.next);
        assert_eq!(read(script).commands.iter().map(text).collect::<String>(), expected, "{script}");
    }
}

#[test]
fn functions_have_names() {
    let script = read("a; f() { b; { c; }; }; function g { d; }; function h() { e; }; i");
    let names: Vec<Option<&str>> =
        script.commands.iter().map(|command| command.function.as_deref()).collect();
    assert_eq!(names, [None, Some("f"), Some("f"), Some("g"), Some("h"), None]);
    let script = read("f() ( a ); function g() ( b\nc ); d");
    let names: Vec<Option<&str>> =
        script.commands.iter().map(|command| command.function.as_deref()).collect();
    assert_eq!(names, [Some("f"), Some("g"), Some("g"), None]);
}

#[test]
fn commands_know_what_they_stand_in() {
    let script =
        read("a; if b; then c; elif d; then e; else f; fi; while g; do (h); done; for x in y; do i; done");
    let of = |command: &SimpleCommand| -> String {
        let part = |scope: &Scope| format!("{:?}{}{}", scope.kind, scope.block, scope.part);
        command.scopes.iter().map(part).collect::<Vec<_>>().join(" ")
    };
    let found: Vec<String> = script.commands.iter().map(of).collect();
    let expected = ["", "If00", "If01", "If02", "If03", "If05", "Loop10", "Loop11 Subshell20", "Loop31"];
    assert_eq!(found, expected);
}

#[test]
fn commands_know_what_is_set_behind_them() {
    let script = read("a || X=1 && W=1\nY=$?; b; if c; then d; else Z=2; fi; V=$(e)");
    let of = |command: &SimpleCommand| -> Vec<String> {
        let set = |set: &Set| {
            let Set { name, after, before, is_status, succeeds, scopes } = set;
            format!("{name} {after:?} {before:?} {is_status} {succeeds} {}", scopes.len())
        };
        command.sets.iter().map(set).collect()
    };
    assert_eq!(
        of(&script.commands[0]),
        ["X Or And false true 0", "W And Sequence false true 0", "Y Sequence Sequence true true 0"]
    );
    assert!(of(&script.commands[1]).is_empty() && of(&script.commands[2]).is_empty());
    assert_eq!(
        of(&script.commands[3]),
        ["Z Sequence Sequence false true 1", "V Sequence Sequence false false 0"]
    );
}

#[test]
fn lines_go_on_behind_what_joins() {
    let of = |script: &str| {
        let script = read(script);
        let set = script.commands[0].sets.first().expect("a variable");
        (set.after, script.commands.len())
    };
    assert_eq!(of("a &&\n\nX=1; b"), (Joint::And, 2));
    assert_eq!(of("a || # or\nX=1; b"), (Joint::Or, 2));
    assert_eq!(of("a &\nX=$!\nb"), (Joint::Background, 2));
    assert_eq!(of("a\n\nX=1\nb"), (Joint::Sequence, 2));
    assert_eq!(of("(a &\n)\nX=1\nb"), (Joint::Sequence, 2));
    let script = read("! a |\nb; if c & then d; fi\nX=1");
    assert_eq!(
        script.commands.iter().map(|one| one.is_negated).collect::<Vec<_>>(),
        [true, true, false, false]
    );
    assert_eq!(script.commands[3].sets[0].after, Joint::Sequence);
}

#[test]
fn what_is_turned_round() {
    // Behind `!` stands the number of compound commands around what it turns round.
    let cases = [
        ("! a; b", "a! b"),
        ("! ! a", "a"),
        ("! a | b; c", "a! b! c"),
        ("! a && b || ! c", "a! b c!"),
        ("! A=1 a", "a!"),
        ("! A=$(x) a; b", "a! b"),
        ("if ! a; then b; else c; fi; d", "a! b c d"),
        ("! ( a; b ) | c; d", "a!0 b!0 c! d"),
        ("if ! { a; ! b; }; then c; fi", "a!1 b!1! c"),
        ("! if a; then b; fi; c", "a!0 b!0 c"),
        ("! echo $(etcdctl snapshot save x; a); b", "etcdctl a echo! b"),
        ("f() { a; }; ! f", "a f!"),
    ];
    for (script, expected) in cases {
        let of = |command: &SimpleCommand| {
            let scopes = command.scopes.iter().enumerate().filter(|(_, scope)| scope.is_negated);
            let around: String = scopes.map(|(depth, _)| format!("!{depth}")).collect();
            format!("{}{around}{}", command.words[0].text, if command.is_negated { "!" } else { "" })
        };
        let found: Vec<String> = read(script).commands.iter().map(of).collect();
        assert_eq!(found.join(" "), expected, "{script}");
    }
}

#[test]
fn what_a_command_finds_in_its_environment() {
    let script = read("export A=1; B=2; NAME=x; C=3 etcd; set -a; D=4; etcd");
    let of = |position: usize| -> Vec<String> {
        let command = &script.commands[position];
        command.exported.iter().map(|one| format!("{}={}", one.name, one.value.text)).collect()
    };
    assert_eq!(of(1), ["A=1", "NAME=x"]);
    assert_eq!(script.commands[1].assignments[0].name, "C");
    assert_eq!(of(3), ["A=1", "D=4", "NAME=x"]);
    let places = script.commands[3].exported.iter().map(|one| one.name_place.part.clone());
    assert_eq!(places.collect::<Vec<_>>(), [Part::Within(7..8), Part::Within(43..44), Part::Within(17..21)]);
}

#[test]
fn places() {
    let script = read("exec etcd --a=1 '--b=2' --c=\"3\" \"$@\" $OPTS");
    let words = &script.commands[0].words;
    let part = |index: usize| words[index].place.part.clone();
    assert_eq!(part(2), Part::Within(10..15));
    assert_eq!(part(3), Part::Within(17..22), "inside of the quotes");
    assert!(words[3].verbatim);
    assert_eq!((part(4), words[4].verbatim), (Part::Within(24..31), false));
    assert_eq!(words[5].place, place(2), "a parameter stands where it was given");
    assert_eq!(words[7].place.path, Path::ROOT.key("env").index(1).key("value"));
    assert_eq!(part(7), Part::Within(0..5));
}

#[test]
fn holes_of_the_script_stay_holes() {
    let mut script = Word::literal("etcd '$(A) b' $(A) --u=$(A):1", place(0));
    script.unknown = vec![6..10, 14..18, 23..27];
    let read = parse(&script, &environment(), &[]);
    let words: Vec<String> = read.commands[0].words.iter().map(show).collect();
    assert_eq!(words, ["etcd", "<$(A)> b", "<$(A)>", "--u=<$(A)>:1"]);
}

#[test]
fn what_cannot_be_seen() {
    let table: [(&str, &[Opaque]); 11] = [
        ("ssh a sh <<EOF\netcdctl snapshot save /b\nEOF", &[Opaque::HereDoc, Opaque::Unparsable]),
        ("a b (c)", &[Opaque::Unparsable]),
        ("a \"$(snapshot 'x)\"; b", &[Opaque::Unparsable]),
        ("eval \"$X\"", &[Opaque::Eval]),
        (". /env.sh; etcd", &[Opaque::Source]),
        ("sh <<EOF\netcd\nEOF", &[Opaque::HereDoc]),
        ("/scripts/start.sh", &[Opaque::ScriptFile]),
        ("etcd 'unterminated", &[Opaque::Unparsable]),
        ("etcd $(unterminated", &[Opaque::Unparsable]),
        ("etcd \"unterminated", &[Opaque::Unparsable]),
        ("etcd", &[]),
    ];
    for (script, expected) in table {
        let opaque: Vec<Opaque> = read(script).opaque.iter().map(|(_, opaque)| *opaque).collect();
        assert_eq!(opaque, expected, "{script}");
    }
}

#[test]
fn growth_is_bounded() {
    let doubling = format!("A=xxxxxxxx\n{}etcd $A", "A=$A$A\n".repeat(60));
    assert_eq!(read(&doubling).commands[0].words.len(), 2);
    let parameters = "set -- \"$@\" \"$@\"\n".repeat(60);
    assert_eq!(read(&parameters).opaque.last().map(|(_, opaque)| *opaque), Some(Opaque::Unparsable));
    assert_eq!(read(&"a;".repeat(5000)).commands.len(), MAX_COMMANDS);
    let is_given_up =
        |script: &str| read(script).opaque.iter().any(|(_, opaque)| *opaque == Opaque::Unparsable);
    let (long, many) = ("x".repeat(8000), (0..200).map(|n| format!("A{n}=$A\n")).collect::<String>());
    assert!(is_given_up(&format!("set -a\nA={long}\n{many}{}", "a;".repeat(20))));
    assert!(is_given_up(&format!("A={long}\n{}", "etcd $A $A $A $A\n".repeat(200))));
    assert!(is_given_up(&format!("set -- {}\netcd {}", "a ".repeat(4000), "$@".repeat(10_000))));
    assert!(is_given_up(&format!("set -- {}\netcd {}", "'a a' ".repeat(4000), "$@ ".repeat(100))));
    let long = read(&format!("A={long}\netcd {}", "$A".repeat(10_000)));
    // Beside what came from variables, a word has what the script itself has.
    assert!(long.commands[0].words[1].text.len() <= 2 * MAX_SCRIPT && !long.commands[0].words[1].is_known());
    assert!(read(&"(".repeat(50_000)).commands.is_empty());
    assert!(read(&"$(".repeat(20_000)).commands.is_empty());
    assert!(read(&"x".repeat(MAX_SCRIPT + 1)).commands.is_empty());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(script in "[a$(){}\"'`\\\\ \n;&|<>=#é\\[\\]ifthendocase]{0,60}") {
        let script = read(&script);
        for command in &script.commands {
            assert!(!command.words.is_empty());
        }
    }
}
