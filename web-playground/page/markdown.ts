/** The Markdown that rule pages use: headings, paragraphs, lists, fenced blocks, `code`, **strong**, links. */

import { yamlLanguage } from "@codemirror/lang-yaml";
import { classHighlighter, highlightCode } from "@lezer/highlight";
import { h } from "./dom.ts";

/** A page as elements, its first headings of `level`. */
export function render(markdown: string, level: "h3" | "h4"): DocumentFragment {
  const page = document.createDocumentFragment();
  let section = "";
  for (const block of blocks(markdown)) {
    const [first = ""] = block;
    if (first.startsWith("## ")) {
      section = first.slice(3);
      page.append(h(level, {}, section));
    } else if (first.startsWith("```")) {
      page.append(code(block.slice(1), section));
    } else if (first.startsWith("- ")) {
      page.append(list(block));
    } else {
      page.append(h("p", {}, inline(block.join(" "))));
    }
  }
  return page;
}

/** Headings, fenced blocks, lists and paragraphs, each as its lines. */
function blocks(markdown: string): string[][] {
  const found: string[][] = [];
  let block: string[] = [];
  let isFenced = false;
  const end = (): void => {
    if (block.length > 0) {
      found.push(block);
    }
    block = [];
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) {
      if (!isFenced) {
        end();
        block.push(line);
      } else {
        end();
      }
      isFenced = !isFenced;
    } else if (isFenced) {
      block.push(line);
    } else if (line.trim() === "") {
      end();
    } else {
      block.push(line);
    }
  }
  end();
  return found;
}

function list(lines: string[]): HTMLElement {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith("- ")) {
      items.push(line.slice(2));
    } else {
      items.push(`${items.pop() ?? ""} ${line.trim()}`);
    }
  }
  return h("ul", {}, ...items.map((item) => h("li", {}, inline(item))));
}

/** A block of code, which scrolls with the keyboard too. */
function code(lines: string[], section: string): HTMLElement {
  const text = lines.join("\n");
  const element = h("code");
  const put = (words: string, classes: string): void => {
    element.append(classes ? h("span", { class: classes }, words) : words);
  };
  highlightCode(text, yamlLanguage.parser.parse(text), classHighlighter, put, () => element.append("\n"));
  const label = section ? `${section} example` : "Example";
  return h("pre", { class: section.toLowerCase(), tabindex: 0, role: "group", "aria-label": label }, element);
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:[^)\s]+)\)|(https:\/\/[^\s)]+[^\s).,])/;

function inline(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [whole, codeText, strong, linkText, target, url] = match;
    out.append(rest.slice(0, match.index));
    if (codeText) {
      out.append(h("code", {}, codeText));
    } else if (strong) {
      out.append(h("strong", {}, strong));
    } else {
      out.append(link(target ?? url ?? "", linkText ?? url ?? ""));
    }
    rest = rest.slice(match.index + whole.length);
  }
  out.append(rest);
  return out;
}

function link(target: string, text: string): HTMLElement {
  return h("a", { href: target, target: "_blank", rel: "noreferrer noopener" }, text);
}
