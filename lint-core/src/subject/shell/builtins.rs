//! The builtins that change what later words mean.

use crate::subject::word::Word;

use super::lexer::name_length;
use super::reader::Reader;
use super::{Assignment, Opaque};

impl Reader<'_> {
    /// Follows the builtins that change what later words mean, and notes those that hide commands.
    pub(super) fn builtin(&mut self, words: &[Word], may_not_run: bool) {
        let Some((name, args)) = words.split_first() else { return };
        match name.text.as_str() {
            "export" | "readonly" | "local" | "declare" | "typeset" => {
                let exports = name.text == "export" || args.iter().any(|word| word.text == "-x");
                self.declare(args, exports, may_not_run);
            }
            "unset" | "read" => args.iter().for_each(|word| self.assign(&word.text, None)),
            "set" => self.set_options(name, args),
            "shift" => {
                let count = args.first().map_or(Some(1), |word| word.text.parse::<usize>().ok());
                match (self.variables.parameters.as_mut(), count) {
                    (Some(parameters), Some(count)) if !may_not_run => {
                        let end = count.saturating_add(1).min(parameters.len());
                        parameters.drain(1.min(end)..end);
                    }
                    _ => self.variables.parameters = None,
                }
            }
            "eval" => self.out.opaque.push((name.place.clone(), Opaque::Eval)),
            "." | "source" => self.out.opaque.push((name.place.clone(), Opaque::Source)),
            program if program.ends_with(".sh") => {
                self.out.opaque.push((name.place.clone(), Opaque::ScriptFile));
            }
            _ => {}
        }
    }

    fn declare(&mut self, args: &[Word], exports: bool, may_not_run: bool) {
        for word in args.iter().filter(|word| !word.text.starts_with('-')) {
            let length = name_length(&word.text);
            let Some(name) = word.text.get(..length).filter(|name| !name.is_empty()) else { continue };
            if word.text.get(length..).is_some_and(|rest| rest.starts_with('=')) {
                let assignment = Assignment {
                    name: name.to_owned(),
                    name_place: word.place_of(0..length),
                    value: word.slice(length + 1..word.text.len()),
                };
                self.assign(name, Some(assignment).filter(|_| !may_not_run));
            }
            if exports {
                self.variables.export(name);
            }
        }
    }

    fn set_options(&mut self, set: &Word, args: &[Word]) {
        if let Some(end) = args.iter().position(|word| word.text == "--") {
            let first = self.variables.parameters.as_ref().and_then(|parameters| parameters.first());
            let first = first.cloned().unwrap_or_else(|| Word::opaque("$0", set.place.clone()));
            let rest = args.get(end + 1..).unwrap_or_default();
            self.variables.parameters = Some(std::iter::once(first).chain(rest.iter().cloned()).collect());
        }
        let is_allexport = |word: &Word| word.text.starts_with('-') && word.text.contains('a');
        self.export_all |= args.iter().take_while(|word| word.text != "--").any(is_allexport);
    }
}
