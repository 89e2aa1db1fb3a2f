import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { RuleProblem } from "@signalbox/contract";
import { useEffect, useRef } from "react";
import classes from "./rule-editor.module.css";

// By the theme's own variables, so that it reads as well in the dark.
const colours = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: "var(--text-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.number, tags.bool], color: "var(--text-value)" },
  { tag: tags.comment, color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
]);

/** Rules as text. `problems` are underlined where they stand; `initial` is read once, later changes go out by `onChange`. */
export function RuleEditor(props: {
  initial: string;
  problems: readonly RuleProblem[];
  readOnly: boolean;
  onChange: (text: string) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const onChange = useRef(props.onChange);
  onChange.current = props.onChange;
  const { initial, readOnly } = props;
  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: initial,
        extensions: [
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          indentUnit.of("  "),
          bracketMatching(),
          syntaxHighlighting(colours),
          yaml(),
          lintGutter(),
          EditorView.lineWrapping,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ "aria-label": "Rules" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    // So that the keyboard alone can scroll it, also where it is read only.
    editor.scrollDOM.tabIndex = 0;
    view.current = editor;
    return () => editor.destroy();
  }, [initial, readOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        props.problems.map((problem) => place(editor.state.doc, problem)),
      ),
    );
  }, [props.problems]);
  return <div ref={host} className={classes.editor} />;
}

function place(doc: Text, problem: RuleProblem): Diagnostic {
  const offset = (line: number | null, column: number | null) => {
    if (line === null || line > doc.lines) return null;
    const found = doc.line(Math.max(1, line));
    return Math.min(found.from + Math.max(0, (column ?? 1) - 1), found.to);
  };
  const from = offset(problem.line, problem.column) ?? 0;
  const to = Math.max(from, offset(problem.endLine, problem.endColumn) ?? doc.lineAt(from).to);
  return { from, to, severity: problem.level, message: problem.message };
}
