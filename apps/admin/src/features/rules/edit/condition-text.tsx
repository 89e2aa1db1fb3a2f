import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { RuleVocabulary } from "@signalbox/contract";
import { useEffect, useRef } from "react";
import classes from "../rule-editor.module.css";
import { completeCondition } from "./complete-condition.ts";

const colours = HighlightStyle.define([
  { tag: tags.variableName, color: "var(--text-key)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--text-value)" },
  { tag: tags.comment, color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
]);

const cel = StreamLanguage.define<null>({
  token(stream) {
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"(?:\\.|[^"\\])*"?|^'(?:\\.|[^'\\])*'?/)) return "string";
    if (stream.match(/^\d+(\.\d+)?/)) return "number";
    if (stream.match(/^(true|false|null)\b/)) return "bool";
    if (stream.match(/^[A-Za-z_][\w.]*/)) return "variableName";
    stream.next();
    return null;
  },
});

export interface TextProblem {
  message: string;
  start: number | null;
  end: number | null;
}

/** A condition as CEL text: completed from what rules can say, mistakes underlined where they stand. */
export function ConditionText(props: {
  value: string;
  problems: readonly TextProblem[];
  vocabulary: RuleVocabulary;
  onChange: (text: string) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const given = useRef(props);
  given.current = props;
  useEffect(() => {
    const complete = (context: CompletionContext): CompletionResult | null => {
      const before = context.state.sliceDoc(0, context.pos);
      const found = completeCondition(before, given.current.vocabulary);
      if (found === null || (found.options.length === 0 && !context.explicit)) return null;
      return { from: found.from, options: found.options, validFor: /^[\w.-]*$/ };
    };
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: given.current.value,
        extensions: [
          history(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          bracketMatching(),
          cel,
          syntaxHighlighting(colours),
          autocompletion({ override: [complete] }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Condition" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) given.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  const { value, problems } = props;
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const { length } = editor.state.doc;
    const diagnostics = problems.map(({ message, start, end }): Diagnostic => {
      const from = Math.min(start ?? 0, length);
      return { from, to: Math.max(from, Math.min(end ?? length, length)), severity: "error", message };
    });
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [problems]);
  return <div ref={host} className={classes.condition} />;
}
