//! The text of a file with all its mutants at once, each behind a switch: `crate::switch::on(7)` is true in the run that
//! is to find out about the seventh. So the code is built once, and not once for each.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprBinary, ExprMatch, ExprUnary, Macro, UnOp};

use crate::mutant::{Genre, Mutant};

/// What is written around a piece of the text, and in place of the operator within.
struct Wrap {
    range: Range<usize>,
    open: String,
    infix: Option<(Range<usize>, String)>,
    close: String,
    mutants: Vec<usize>,
}

/// A piece of the text that was written, and the mutants that it is for.
struct Piece {
    range: Range<usize>,
    mutants: Vec<usize>,
}

/// A file with switches.
pub(crate) struct Switched {
    pub(crate) text: String,
    pieces: Vec<Piece>,
}

impl Switched {
    /// The mutants that stand in it.
    pub(crate) fn mutants(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().flat_map(|piece| piece.mutants.iter().copied())
    }

    /// The mutants that a place belongs to: those of the smallest piece around it.
    pub(crate) fn mutants_at(&self, at: &Range<usize>) -> &[usize] {
        let around = |piece: &&Piece| piece.range.start <= at.start && at.end <= piece.range.end;
        self.pieces
            .iter()
            .filter(around)
            .min_by_key(|piece| piece.range.len())
            .map_or(&[], |piece| &piece.mutants)
    }
}

/// Writes switches into a file, for all mutants that there can be a switch for.
pub(crate) fn switched(text: &str, mutants: &[(usize, &Mutant)]) -> syn::Result<Switched> {
    let mut places = Places { text, mutants: BTreeMap::new(), wraps: Vec::new() };
    for (id, mutant) in mutants {
        let range = mutant.range(text);
        match mutant.genre {
            // What is returned as `impl Iterator` has one type.
            Genre::FnValue if mutant.replacement.starts_with("::std::iter::") => {}
            Genre::FnValue => places.wraps.push(Wrap {
                range: range.start..range.start,
                open: format!("if crate::switch::on({id}){{return {};}}", mutant.replacement),
                infix: None,
                close: String::new(),
                mutants: vec![*id],
            }),
            _ => places.mutants.entry(range.start).or_default().push((*id, mutant)),
        }
    }
    places.visit_file(&syn::parse_file(text)?);
    Ok(written(text, places.wraps))
}

struct Places<'a> {
    text: &'a str,
    /// By where they begin.
    mutants: BTreeMap<usize, Vec<(usize, &'a Mutant)>>,
    wraps: Vec<Wrap>,
}

impl<'a> Places<'a> {
    fn at(&self, span: Span, genre: Genre) -> Vec<(usize, &'a Mutant)> {
        let there = self.mutants.get(&span.byte_range().start).map_or(&[][..], Vec::as_slice);
        there.iter().filter(|(_, mutant)| mutant.genre == genre).copied().collect()
    }

    fn wrap(
        &mut self,
        span: Span,
        open: String,
        infix: Option<(Span, String)>,
        close: String,
        of: &[(usize, &Mutant)],
    ) {
        self.wraps.push(Wrap {
            range: span.byte_range(),
            open,
            infix: infix.map(|(span, text)| (span.byte_range(), text)),
            close,
            mutants: of.iter().map(|(id, _)| *id).collect(),
        });
    }

    /// `a && b` becomes `a || b` where a true `a` is the end of it, and the other way round.
    fn logical(&mut self, binary: &ExprBinary, mutants: &[(usize, &Mutant)]) {
        let [(id, _)] = mutants else { return };
        let equal = if matches!(binary.op, BinOp::And(_)) { "==" } else { "!=" };
        let infix = format!(";if first{equal}crate::switch::on({id}){{first}}else{{");
        self.wrap(
            binary.span(),
            "({let first=".to_owned(),
            Some((binary.op.span(), infix)),
            "}})".to_owned(),
            mutants,
        );
    }

    fn equality(&mut self, binary: &ExprBinary, mutants: &[(usize, &Mutant)]) {
        let [(id, _)] = mutants else { return };
        self.wrap(binary.span(), "((".to_owned(), None, format!(")!=crate::switch::on({id}))"), mutants);
    }

    /// Both sides are worked out once, whichever operator is then between them.
    fn operator(&mut self, binary: &ExprBinary, mutants: &[(usize, &Mutant)]) {
        let operator = &self.text[binary.op.span().byte_range()];
        let borrow = if matches!(operator, "<" | "<=" | ">" | ">=") { "&" } else { "" };
        let open = format!("(match({borrow}(");
        let mut close = ")){(left,right)=>".to_owned();
        for (id, mutant) in mutants {
            close += &format!("if crate::switch::on({id}){{left {} right}}else ", mutant.replacement);
        }
        close += &format!("{{left {operator} right}}}})");
        self.wrap(binary.span(), open, Some((binary.op.span(), format!("),{borrow}("))), close, mutants);
    }

    /// The statement stands there once for each, for its left side is a place.
    fn assignment(&mut self, binary: &ExprBinary, mutants: &[(usize, &Mutant)]) {
        let (left, right) =
            (&self.text[binary.left.span().byte_range()], &self.text[binary.right.span().byte_range()]);
        let mut open = "(".to_owned();
        for (id, mutant) in mutants {
            open += &format!("if crate::switch::on({id}){{{left} {} {right}}}else ", mutant.replacement);
        }
        self.wrap(binary.span(), open + "{", None, "})".to_owned(), mutants);
    }
}

impl<'ast> Visit<'ast> for Places<'_> {
    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        let mutants = self.at(binary.op.span(), Genre::BinaryOperator);
        match binary.op {
            _ if mutants.is_empty() => {}
            // A chain of `let` has no `||`.
            BinOp::And(_) | BinOp::Or(_) if binds(&binary.left) || binds(&binary.right) => {}
            BinOp::And(_) | BinOp::Or(_) => self.logical(binary, &mutants),
            BinOp::Eq(_) | BinOp::Ne(_) => self.equality(binary, &mutants),
            _ if is_assignment(&binary.op) => self.assignment(binary, &mutants),
            _ => self.operator(binary, &mutants),
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        let mutants = self.at(unary.op.span(), Genre::UnaryOperator);
        if let [(id, _)] = mutants[..] {
            let (open, close) = if matches!(unary.op, UnOp::Not(_)) {
                (format!("(crate::switch::on({id})!=("), "))".to_owned())
            } else {
                let inner = &self.text[unary.expr.span().byte_range()];
                (format!("(if crate::switch::on({id}){{{inner}}}else{{"), "})".to_owned())
            };
            self.wrap(unary.span(), open, None, close, &mutants);
        }
        visit::visit_expr_unary(self, unary);
    }

    /// Where what is left of a match does not have all cases, the compiler says so of the value.
    fn visit_expr_match(&mut self, of: &'ast ExprMatch) {
        let arms: Vec<_> = of.arms.iter().flat_map(|arm| self.at(arm.span(), Genre::MatchArm)).collect();
        self.wrap(of.expr.span(), String::new(), None, String::new(), &arms);
        visit::visit_expr_match(self, of);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let gone = self.at(arm.span(), Genre::MatchArm);
        let mut open: String = gone.iter().map(|(id, _)| format!("!crate::switch::on({id})&&")).collect();
        if let Some((_, guard)) = &arm.guard {
            let mut guards = self.at(guard.span(), Genre::MatchArmGuard);
            guards.sort_by_key(|(_, mutant)| mutant.replacement == "false");
            let mut close = String::new();
            for (id, mutant) in &guards {
                close += &match mutant.replacement.as_str() {
                    "true" => format!("||crate::switch::on({id})"),
                    _ => format!(")&&(!crate::switch::on({id})"),
                };
            }
            open += "((";
            self.wrap(guard.span(), open, None, format!("){close})"), &[gone, guards].concat());
        } else if !gone.is_empty() {
            let end = arm.pat.span().byte_range().end;
            let open = format!(" if {}true", open);
            let mutants = gone.iter().map(|(id, _)| *id).collect();
            self.wraps.push(Wrap { range: end..end, open, infix: None, close: String::new(), mutants });
        }
        visit::visit_arm(self, arm);
    }

    /// What a macro makes of its words is not known.
    fn visit_macro(&mut self, _: &'ast Macro) {}
}

fn binds(side: &Expr) -> bool {
    match side {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            binds(&binary.left) || binds(&binary.right)
        }
        _ => false,
    }
}

fn is_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// What an edit writes of a wrap. At one place, what ends there comes before what begins there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Close,
    Open,
    Infix,
}

fn written(text: &str, mut wraps: Vec<Wrap>) -> Switched {
    // Of those that begin at one place, what is around nothing comes first, and then the outer ones.
    wraps.sort_by_key(|wrap| (wrap.range.start, !wrap.range.is_empty(), Reverse(wrap.range.end)));
    let mut edits = Vec::new();
    for (nth, wrap) in wraps.iter().enumerate() {
        edits.push((wrap.range.start..wrap.range.start, Part::Open, nth, wrap.open.as_str()));
        if let Some((range, text)) = &wrap.infix {
            edits.push((range.clone(), Part::Infix, nth, text));
        }
        edits.push((wrap.range.end..wrap.range.end, Part::Close, nth, &wrap.close));
    }
    edits.sort_by_key(|(range, part, nth, _)| {
        let order = *nth as isize;
        (range.start, *part, if *part == Part::Close { -order } else { order })
    });
    let mut out = Switched { text: String::new(), pieces: Vec::new() };
    let mut wholes = vec![0..0; wraps.len()];
    let mut done = 0;
    for (range, part, nth, inserted) in edits {
        out.text += &text[done..range.start];
        done = range.end;
        let piece = out.text.len()..out.text.len() + inserted.len();
        out.text += inserted;
        match part {
            Part::Open => wholes[nth] = piece.clone(),
            Part::Infix => {}
            Part::Close => wholes[nth].end = piece.end,
        }
        out.pieces.push(Piece { range: piece, mutants: wraps[nth].mutants.clone() });
    }
    out.text += &text[done..];
    out.pieces
        .extend(wholes.into_iter().zip(wraps).map(|(range, wrap)| Piece { range, mutants: wrap.mutants }));
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mutant(genre: &str, replacement: &str, start: usize, end: usize) -> Mutant {
        let span = json!({"start": {"line": 1, "column": start}, "end": {"line": 1, "column": end}});
        let listed =
            json!({"name": "", "file": "", "genre": genre, "replacement": replacement, "span": span});
        serde_json::from_value(listed).expect("a mutant as cargo-mutants lists it")
    }

    /// A line of Rust with its mutants, which are numbered from 7.
    fn with(text: &str, mutants: &[Mutant]) -> String {
        let switched = switched(text, &(7..).zip(mutants).collect::<Vec<_>>()).expect("the text is Rust");
        switched.text.replace("crate::switch::", "")
    }

    /// What becomes of a line with mutants of the first place that reads so.
    fn of(text: &str, place: &str, genre: &str, replacements: &[&str]) -> String {
        let start = text.find(place).expect("the place is in the text") + 1;
        let mutants = replacements.iter().map(|one| mutant(genre, one, start, start + place.len()));
        with(text, &mutants.collect::<Vec<_>>())
    }

    #[test]
    fn each_change_has_its_switch() {
        assert_eq!(
            of("fn f() { a() && b }", "&&", "BinaryOperator", &["||"]),
            "fn f() { ({let first=a() ;if first==on(7){first}else{ b}}) }"
        );
        assert_eq!(of("fn f() { a == b }", "==", "BinaryOperator", &["!="]), "fn f() { ((a == b)!=on(7)) }");
        assert_eq!(
            of("fn f() { a < b }", "<", "BinaryOperator", &["==", ">"]),
            "fn f() { (match(&(a ),&( b)){(left,right)=>\
             if on(7){left == right}else if on(8){left > right}else {left < right}}) }"
        );
        assert_eq!(
            of("fn f() { a += 1; }", "+=", "BinaryOperator", &["-="]),
            "fn f() { (if on(7){a -= 1}else {a += 1}); }"
        );
        assert_eq!(of("fn f() { !a }", "!", "UnaryOperator", &[""]), "fn f() { (on(7)!=(!a)) }");
        assert_eq!(of("fn f() { -a }", "-", "UnaryOperator", &[""]), "fn f() { (if on(7){a}else{-a}) }");
        assert_eq!(of("fn f() { a }", "a", "FnValue", &["true"]), "fn f() { if on(7){return true;}a }");
        assert_eq!(
            of("fn f() { match a { b if d => 1, _ => 2 } }", "d", "MatchArmGuard", &["false", "true"]),
            "fn f() { match a { b if ((d)||on(8))&&(!on(7)) => 1, _ => 2 } }"
        );
        assert_eq!(
            of("fn f() { match a { 3 => 1, _ => 2 } }", "3 => 1,", "MatchArm", &[""]),
            "fn f() { match a { 3 if !on(7)&&true => 1, _ => 2 } }"
        );
    }

    #[test]
    fn one_switch_stands_within_another() {
        let not = mutant("UnaryOperator", "", 10, 11);
        let equal = mutant("BinaryOperator", "!=", 14, 16);
        let switched = with("fn f() { !(a == b) }", &[not, equal]);
        assert_eq!(switched, "fn f() { (on(7)!=(!(((a == b)!=on(8))))) }");
    }

    #[test]
    fn a_function_returns_before_all_that_it_does() {
        let equal = mutant("BinaryOperator", "!=", 12, 14);
        let returned = mutant("FnValue", "true", 10, 16);
        let switched = with("fn f() { a == b }", &[equal, returned]);
        assert_eq!(switched, "fn f() { if on(8){return true;}((a == b)!=on(7)) }");
    }

    #[test]
    fn an_error_is_of_the_mutant_around_it() {
        let text = "fn f() { !(a == b) }";
        let mutants = [mutant("UnaryOperator", "", 10, 11), mutant("BinaryOperator", "!=", 14, 16)];
        let switched = switched(text, &[(7, &mutants[0]), (8, &mutants[1])]).expect("the text is Rust");
        let at = |text: &str| {
            switched.text.find(text).map(|start| start..start + text.len()).expect("it is there")
        };
        assert_eq!(switched.mutants_at(&at("a == b")), [8]);
        assert_eq!(switched.mutants_at(&at("on(7)")), [7]);
        assert!(switched.mutants_at(&at("fn f")).is_empty());
    }

    #[test]
    fn what_cannot_be_switched_is_left_as_it_is() {
        let chain = "fn f() { if let Some(a) = b && c {} }";
        assert_eq!(of(chain, "&&", "BinaryOperator", &["||"]), chain);
        let body = "fn f() -> impl Iterator { a }";
        assert_eq!(of(body, "a }", "FnValue", &["::std::iter::empty()"]), body);
    }
}
