//! Tokens to commands: assignments, redirections, and the compound commands that commands stand in.

use std::ops::Range;
use std::sync::Arc;

use crate::subject::environment::Environment;
use crate::subject::word::Word;

use super::expansion::Variables;
use super::lexer::{Lexer, Piece, RawWord, Token, name_length};
use super::{
    Assignment, BlockKind, CASE, Joint, MAX_COMMANDS, MAX_DEPTH, MAX_TEXT, MAX_WORDS, Opaque, Redirect,
    Scope, Script, Set, SimpleCommand,
};

/// A compound command that is open, with the variables assigned in its current branch: once the
/// branch is left, nobody knows whether it was taken.
struct Block {
    scope: Scope,
    assigned: Vec<String>,
    parameters: Option<Vec<Word>>,
    /// How many commands stand before it.
    start: usize,
    /// The function whose whole body it is, if that stands in round brackets.
    around: Option<Scope>,
    /// The name, if it is a function.
    function: Option<Arc<str>>,
}

/// What the next word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Part of a command.
    Command,
    /// The target of a redirection.
    Redirect(&'static str),
    /// The variable of a `for`.
    ForName,
    /// The list of a `for`.
    ForList,
    /// What a `case` looks at, up to `in`.
    CaseSubject,
    /// A pattern of a `case`, up to `)`.
    CasePattern,
    /// The name behind `function`.
    FunctionName,
    /// The body of a function comes.
    FunctionBody,
    /// Inside of `[[ … ]]`.
    Test,
    /// The elements of an array, up to `)`.
    Array,
}

/// Why a script is not read on: it is none, or too much.
struct Stop;

/// A script that is being read.
pub(super) struct Reader<'a> {
    script: &'a Word,
    lexer: Lexer<'a>,
    pub(super) variables: Variables<'a>,
    pub(super) out: Script,
    current: SimpleCommand,
    blocks: Vec<Block>,
    block_count: u64,
    /// Those of the blocks.
    scopes: Arc<[Scope]>,
    mode: Mode,
    /// What stood before the current command.
    before: Joint,
    /// Whether anything stands behind that.
    has_begun: bool,
    /// Whether `!` stands before the current pipeline.
    is_negated: bool,
    here_documents: Vec<(String, bool)>,
    /// The function whose body comes.
    function_name: String,
    /// Whether the last command is the last one of a bracket that has just been closed.
    has_closed: bool,
    /// Whether all that is assigned is exported.
    pub(super) export_all: bool,
    word_count: usize,
    text_length: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(script: &'a Word, environment: &'a Environment, parameters: &'a [Word]) -> Reader<'a> {
        Reader {
            script,
            lexer: Lexer::new(script, 0..script.text.len()),
            variables: Variables::new(environment, parameters),
            out: Script::default(),
            current: SimpleCommand::default(),
            blocks: Vec::new(),
            block_count: 0,
            scopes: Arc::default(),
            mode: Mode::Command,
            before: Joint::Sequence,
            has_begun: false,
            is_negated: false,
            here_documents: Vec::new(),
            function_name: String::new(),
            has_closed: false,
            export_all: false,
            word_count: 0,
            text_length: 0,
        }
    }

    /// The script, as far as it can be read.
    pub(super) fn read(mut self) -> Script {
        if self.run().is_err() {
            self.out.opaque.push((self.script.place.clone(), Opaque::Unparsable));
        }
        self.out
    }

    fn run(&mut self) -> Result<(), Stop> {
        while let Some(token) = self.lexer.next_token().map_err(|_| Stop)? {
            match token {
                Token::Word(word) => self.word(&word)?,
                Token::Operator(operator) => self.operator(operator)?,
            }
        }
        self.end_command(Joint::Sequence)
    }

    fn word(&mut self, raw: &RawWord) -> Result<(), Stop> {
        self.has_begun = true;
        let plain = raw.plain(self.script);
        match self.mode {
            Mode::Redirect(operator) => self.redirect(operator, raw),
            Mode::ForName => {
                self.assign(plain.unwrap_or_default(), None);
                self.mode = Mode::ForList;
            }
            Mode::ForList if plain == Some("do") => self.mode = Mode::Command,
            Mode::CaseSubject if plain == Some("in") => self.mode = Mode::CasePattern,
            Mode::CasePattern if plain == Some("esac") => self.close(BlockKind::Case),
            Mode::CaseSubject => {
                let subject = self.variables.expand_value(raw, raw.range.start, self.script);
                if reads_status(&subject) {
                    self.note_set(CASE, self.before, Joint::Sequence, &subject);
                }
            }
            Mode::ForList | Mode::CasePattern | Mode::Array => {}
            Mode::FunctionName => {
                plain.unwrap_or_default().clone_into(&mut self.function_name);
                self.mode = Mode::FunctionBody;
            }
            Mode::Test => {
                if plain == Some("]]") {
                    self.mode = Mode::Command;
                }
                self.push_words(raw)?;
            }
            Mode::Command | Mode::FunctionBody => self.command_word(raw, plain)?,
        }
        Ok(())
    }

    fn command_word(&mut self, raw: &RawWord, plain: Option<&str>) -> Result<(), Stop> {
        let is_start = self.current.words.is_empty() && self.current.assignments.is_empty();
        if is_start {
            if let Some(plain) = plain
                && self.keyword(plain)?
            {
                return Ok(());
            }
            self.mode = Mode::Command;
        }
        if self.current.words.is_empty()
            && let Some((name, start, is_whole)) = self.assignment(raw)
        {
            self.substitutions(raw, BlockKind::Subshell)?;
            let name_place = self.script.place_of(raw.range.start..raw.range.start + name.len());
            let mut value = self.variables.expand_value(raw, start, self.script);
            if !is_whole {
                value = Word::opaque(value.text, value.place);
            }
            self.count([&value])?;
            self.current.assignments.push(Assignment { name, name_place, value });
            return Ok(());
        }
        self.substitutions(raw, BlockKind::Substitution)?;
        if is_start && plain == Some("[[") {
            self.mode = Mode::Test;
        }
        self.push_words(raw)
    }

    fn push_words(&mut self, raw: &RawWord) -> Result<(), Stop> {
        let words = self.variables.expand(raw, self.script);
        self.count(&words)?;
        self.current.words.extend(words);
        Ok(())
    }

    fn count<'w>(&mut self, words: impl IntoIterator<Item = &'w Word>) -> Result<(), Stop> {
        for word in words {
            self.word_count += 1;
            self.text_length += word.text.len();
        }
        if self.word_count > MAX_WORDS || self.text_length > MAX_TEXT { Err(Stop) } else { Ok(()) }
    }

    /// The name in `NAME=value`, where the value begins, and whether that is all of it: not with `+=` and `[0]=`.
    fn assignment(&self, raw: &RawWord) -> Option<(String, usize, bool)> {
        let text = self.script.text.get(raw.range.clone())?;
        let (name, rest) = text.split_at(name_length(text));
        let known = self.script.is_known_in(raw.range.start..raw.range.start + name.len());
        let index = if rest.starts_with('[') { rest.find(']').map_or(0, |end| end + 1) } else { 0 };
        let rest = rest.get(index..).unwrap_or_default();
        let sign = ["=", "+="].into_iter().find(|sign| rest.starts_with(sign))?;
        let start = raw.range.start + name.len() + index + sign.len();
        (!name.is_empty() && known).then(|| (name.to_owned(), start, index == 0 && sign == "="))
    }

    /// Reads the substitutions in a word that may save a snapshot. Of the others only the output counts.
    fn substitutions(&mut self, raw: &RawWord, kind: BlockKind) -> Result<(), Stop> {
        for piece in &raw.pieces {
            let Piece::Unknown(range) = piece else { continue };
            let text = self.script.text.get(range.clone()).unwrap_or_default();
            let begin = if text.starts_with("$(") { 2 } else { usize::from(text.starts_with('`')) };
            if begin > 0 && text.contains("snapshot") && self.blocks.len() < MAX_DEPTH {
                self.substitution(range.start + begin..range.end - 1, kind)?;
            }
        }
        Ok(())
    }

    fn substitution(&mut self, range: Range<usize>, kind: BlockKind) -> Result<(), Stop> {
        let place = self.script.place_of(range.clone());
        let lexer = std::mem::replace(&mut self.lexer, Lexer::new(self.script, range));
        let current = std::mem::take(&mut self.current);
        let before = std::mem::take(&mut self.before);
        let is_negated = std::mem::take(&mut self.is_negated);
        self.has_begun = false;
        let here_documents = std::mem::take(&mut self.here_documents);
        let depth = self.blocks.len();
        self.open(kind)?;
        if self.run().is_err() {
            self.out.opaque.push((place, Opaque::Unparsable));
        }
        self.blocks.truncate(depth + 1);
        self.close(kind);
        (self.lexer, self.current, self.before) = (lexer, current, before);
        (self.is_negated, self.here_documents) = (is_negated, here_documents);
        self.has_begun = true;
        Ok(())
    }

    /// Acts on a reserved word; `false` if the word is none.
    fn keyword(&mut self, word: &str) -> Result<bool, Stop> {
        match word {
            "!" => self.is_negated = !self.is_negated,
            "time" => {}
            "then" | "do" => self.enter(|part| part | 1),
            "if" => self.open(BlockKind::If)?,
            "while" | "until" => self.open(BlockKind::Loop)?,
            "elif" => self.next_branch(|part| part + 1),
            "else" => self.next_branch(|part| part + 2),
            "fi" => self.close(BlockKind::If),
            "done" => self.close(BlockKind::Loop),
            "for" | "select" => {
                self.open(BlockKind::Loop)?;
                self.enter(|part| part | 1);
                self.mode = Mode::ForName;
                return Ok(true);
            }
            "case" => {
                self.open(BlockKind::Case)?;
                self.mode = Mode::CaseSubject;
                return Ok(true);
            }
            "esac" => self.close(BlockKind::Case),
            "{" if self.mode == Mode::FunctionBody => self.open_function(BlockKind::Function)?,
            "{" => self.open(BlockKind::Group)?,
            "}" if self.blocks.last().is_some_and(|block| block.scope.kind == BlockKind::Function) => {
                self.close(BlockKind::Function);
            }
            "}" => self.close(BlockKind::Group),
            "function" => {
                self.mode = Mode::FunctionName;
                return Ok(true);
            }
            _ => return Ok(false),
        }
        self.mode = Mode::Command;
        Ok(true)
    }

    fn operator(&mut self, operator: &'static str) -> Result<(), Stop> {
        match (self.mode, operator) {
            (Mode::Test, _) => {}
            (Mode::Array, ")") => self.mode = Mode::Command,
            (Mode::Array, _) => {}
            (Mode::CasePattern, ")") => self.mode = Mode::Command,
            (Mode::CasePattern, _) => {}
            (Mode::ForName | Mode::ForList, "\n" | ";") => self.mode = Mode::Command,
            (Mode::FunctionBody, "\n") => {}
            (Mode::FunctionBody, "(") if self.skip_closing() => {}
            (Mode::FunctionBody, "(") => self.open_function(BlockKind::Subshell)?,
            (Mode::ForName, "(") if self.skip_arithmetic().is_some() => self.mode = Mode::ForList,
            // `>(command)`
            (Mode::Redirect(_), "(") => {
                self.skip_bracket()?;
                self.mode = Mode::Command;
            }
            // The line goes on behind `&&`, and ends nothing behind `&`.
            (_, "\n") if !self.has_begun => self.skip_here_documents(),
            (_, "\n") => {
                self.end_command(Joint::Sequence)?;
                self.skip_here_documents();
            }
            (_, ";") => self.end_command(Joint::Sequence)?,
            (_, "&") => self.end_command(Joint::Background)?,
            (_, "&&") => self.end_command(Joint::And)?,
            (_, "||") => self.end_command(Joint::Or)?,
            (_, "|" | "|&") => self.end_command(Joint::Pipe)?,
            (_, ";;" | ";&" | ";;&") => {
                self.end_command(Joint::Sequence)?;
                self.next_branch(|part| part + 1);
                self.mode = Mode::CasePattern;
            }
            (_, "(") => self.open_bracket()?,
            (_, ")") => {
                self.end_command(Joint::Sequence)?;
                self.close(BlockKind::Subshell);
            }
            (_, redirect) => {
                self.take_descriptor(redirect);
                self.mode = Mode::Redirect(redirect);
            }
        }
        Ok(())
    }

    fn open_bracket(&mut self) -> Result<(), Stop> {
        self.has_begun = true;
        let open = self.lexer.at - 1;
        let before = self.script.text.get(..open).and_then(|before| before.chars().next_back());
        match (self.current.words.len(), before) {
            // `NAME=(…)`, `declare -a NAME=(…)`
            (_, Some('=')) if self.hide_value() => self.mode = Mode::Array,
            (0, _) if self.current.assignments.is_empty() => match self.skip_arithmetic() {
                Some(range) => self.arithmetic(range)?,
                None => self.open(BlockKind::Subshell)?,
            },
            (1, _) if self.skip_closing() => {
                let command = std::mem::take(&mut self.current);
                self.function_name = command.words.first().map_or_else(String::new, |name| name.text.clone());
                self.mode = Mode::FunctionBody;
            }
            // A pattern such as `!(a|b)`, or something in a template.
            (1.., Some(c)) if !c.is_whitespace() => {
                self.hide_value();
                self.skip_bracket()?;
            }
            _ => return Err(Stop),
        }
        Ok(())
    }

    /// Takes the value of what comes before a bracket for unknown; `false` if nothing does.
    fn hide_value(&mut self) -> bool {
        let SimpleCommand { words, assignments, .. } = &mut self.current;
        match (words.last_mut(), assignments.last_mut()) {
            (Some(word), _) => {
                let start = word.text.len();
                word.text.push_str("(…)");
                word.unknown.push(start..word.text.len());
            }
            (None, Some(Assignment { value, .. })) => *value = Word::opaque("(…)", value.place.clone()),
            (None, None) => return false,
        }
        true
    }

    /// Takes `((…))` as a command.
    fn arithmetic(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let text = self.script.text.get(range.clone()).unwrap_or_default();
        let expression = Word::opaque(text, self.script.place_of(range));
        self.count([&expression])?;
        self.current.words = vec![Word::derived("((", expression.place.clone()), expression];
        Ok(())
    }

    /// Goes behind the bracket that closes the one just read.
    fn skip_bracket(&mut self) -> Result<(), Stop> {
        self.lexer.at = self.lexer.matching(self.lexer.at - 1).map_err(|_| Stop)?;
        Ok(())
    }

    /// Takes a `)` that comes next.
    fn skip_closing(&mut self) -> bool {
        let mut ahead = self.lexer.clone();
        let closes = matches!(ahead.next_token(), Ok(Some(Token::Operator(")"))));
        if closes {
            self.lexer = ahead;
        }
        closes
    }

    /// Goes behind `((…))`, whose first bracket has been read, and says where it stands.
    fn skip_arithmetic(&mut self) -> Option<Range<usize>> {
        let open = self.lexer.at - 1;
        if !self.lexer.rest().starts_with('(') {
            return None;
        }
        let end = self.lexer.matching(open).ok()?;
        let is_double = self.script.text.get(open..end)?.ends_with("))");
        self.lexer.at = if is_double { end } else { self.lexer.at };
        is_double.then_some(open..end)
    }

    /// Takes off what was read as a word but is the descriptor of the operator just read: the `2` in `2>`, the `{fd}`
    /// in `{fd}>`. `&>` has none.
    fn take_descriptor(&mut self, operator: &str) {
        let before = self.script.text.get(..self.lexer.at - operator.len()).unwrap_or_default();
        let is_end = |c: char| c.is_whitespace() || ";&|<>()".contains(c);
        let word = before.rsplit(is_end).next().unwrap_or_default();
        let name = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let is_descriptor = word.bytes().all(|byte| byte.is_ascii_digit())
            || name.is_some_and(|name| !name.is_empty() && name_length(name) == name.len());
        let is_last = self.current.words.last().is_some_and(|last| !word.is_empty() && last.text == word);
        if is_descriptor && is_last && !operator.starts_with('&') {
            self.current.words.pop();
        }
    }

    fn redirect(&mut self, operator: &'static str, raw: &RawWord) {
        self.mode = Mode::Command;
        let target = self.variables.expand_value(raw, raw.range.start, self.script);
        if matches!(operator, "<<" | "<<-") {
            self.here_documents.push((target.text, operator == "<<-"));
            self.out.opaque.push((target.place, Opaque::HereDoc));
            return;
        }
        self.current.redirects.push(Redirect { operator, target });
    }

    fn skip_here_documents(&mut self) {
        for (delimiter, strip_tabs) in std::mem::take(&mut self.here_documents) {
            let body = self.lexer.skip_here_document(&delimiter, strip_tabs);
            let text = self.script.text.get(body.clone()).unwrap_or_default();
            if text.contains("snapshot save") {
                self.out.opaque.push((self.script.place_of(body), Opaque::Unparsable));
            }
        }
    }

    fn open(&mut self, kind: BlockKind) -> Result<(), Stop> {
        if self.blocks.len() >= MAX_DEPTH {
            return Err(Stop);
        }
        let is_negated = std::mem::take(&mut self.is_negated);
        let scope = Scope { block: self.block_count, kind, part: 0, is_negated };
        self.block_count += 1;
        let start = self.out.commands.len();
        let (assigned, parameters, function, around) = (Vec::new(), None, None, None);
        self.blocks.push(Block { around, scope, assigned, parameters, start, function });
        self.note_scopes();
        Ok(())
    }

    fn note_scopes(&mut self) {
        let scopes = self.blocks.iter().flat_map(|block| block.around.into_iter().chain([block.scope]));
        self.scopes = scopes.collect();
    }

    /// Goes on to another part of the innermost block.
    fn enter(&mut self, next: fn(usize) -> usize) {
        self.is_negated = false;
        if let Some(block) = self.blocks.last_mut() {
            block.scope.part = next(block.scope.part);
            self.note_scopes();
        }
    }

    fn next_branch(&mut self, next: fn(usize) -> usize) {
        self.leave_branch();
        self.enter(next);
    }

    /// A function has parameters of its own, which only its callers know.
    fn open_function(&mut self, kind: BlockKind) -> Result<(), Stop> {
        self.open(kind)?;
        if let Some(block) = self.blocks.last_mut() {
            block.parameters = self.variables.parameters.take();
            block.function = Some(std::mem::take(&mut self.function_name).into());
            if kind == BlockKind::Subshell {
                let kind = BlockKind::Function;
                block.around = Some(Scope { block: self.block_count, kind, part: 0, is_negated: false });
                self.block_count += 1;
            }
        }
        self.note_scopes();
        self.mode = Mode::Command;
        Ok(())
    }

    fn close(&mut self, kind: BlockKind) {
        self.mode = Mode::Command;
        self.has_begun = true;
        if self.blocks.last().is_none_or(|block| block.scope.kind != kind) {
            return;
        }
        if kind != BlockKind::Group {
            self.leave_branch();
        }
        let Some(block) = self.blocks.pop() else { return };
        self.is_negated = block.scope.is_negated;
        self.note_scopes();
        let is_function = block.function.is_some();
        self.has_closed = matches!(kind, BlockKind::Group | BlockKind::Subshell)
            && !is_function
            && block.start < self.out.commands.len();
        if is_function {
            self.variables.parameters = block.parameters;
        }
        if let Some(outer) = self.blocks.last_mut() {
            outer.assigned.extend(block.assigned);
        }
    }

    /// What a branch has assigned is not known behind it.
    fn leave_branch(&mut self) {
        if let Some(block) = self.blocks.last() {
            for name in &block.assigned {
                self.variables.assign(name, None);
            }
        }
    }

    pub(super) fn assign(&mut self, name: &str, assignment: Option<Assignment>) {
        if self.export_all {
            self.variables.export(name);
        }
        self.variables.assign(name, assignment);
        if let Some(block) = self.blocks.last_mut() {
            block.assigned.push(name.to_owned());
        }
    }

    fn end_command(&mut self, joint: Joint) -> Result<(), Stop> {
        let mut command = std::mem::take(&mut self.current);
        if self.mode != Mode::FunctionBody {
            self.mode = Mode::Command;
        }
        let before = std::mem::replace(&mut self.before, joint);
        self.has_begun = false;
        let may_not_run = matches!(before, Joint::And | Joint::Or | Joint::Pipe) || joint == Joint::Pipe;
        let has_closed = std::mem::take(&mut self.has_closed);
        command.is_negated = self.is_negated;
        self.is_negated &= joint == Joint::Pipe;
        if command.words.is_empty() {
            if has_closed {
                self.join_closed(joint);
            }
            for assignment in command.assignments {
                let name = assignment.name.clone();
                self.note_set(&name, before, joint, &assignment.value);
                self.assign(&name, Some(assignment).filter(|_| !may_not_run));
            }
            return Ok(());
        }
        if self.out.commands.len() >= MAX_COMMANDS {
            return Err(Stop);
        }
        self.builtin(&command.words, may_not_run);
        command.exported = self.variables.exports();
        self.text_length += command.exported.iter().map(|one| one.value.text.len()).sum::<usize>();
        self.count([])?;
        command.next = joint;
        command.function = self.blocks.iter().rev().find_map(|block| block.function.clone());
        command.scopes = self.scopes.clone();
        self.out.commands.push(command);
        Ok(())
    }

    /// What ends brackets, a command or a variable that is set, is joined to what follows them.
    fn join_closed(&mut self, joint: Joint) {
        let Some(last) = self.out.commands.last_mut() else { return };
        let outer = self.scopes.len();
        let set = last.sets.last_mut().filter(|set| set.scopes.len() > outer);
        let own = set.map_or(&mut last.next, |set| &mut set.before);
        if *own == Joint::Sequence {
            *own = joint;
        }
    }

    /// Notes an assignment that stands alone.
    fn note_set(&mut self, name: &str, after: Joint, before: Joint, value: &Word) {
        let scopes = self.scopes.clone();
        if let Some(last) = self.out.commands.last_mut() {
            let is_status = reads_status(value);
            let succeeds = name != CASE && !["$(", "`"].iter().any(|begin| value.text.contains(begin));
            last.sets.push(Set { name: name.to_owned(), after, before, is_status, succeeds, scopes });
        }
    }
}

/// Whether a word is the status of the command before, or has it in it.
fn reads_status(word: &Word) -> bool {
    word.text.contains("$?") || word.text.contains("PIPESTATUS")
}
