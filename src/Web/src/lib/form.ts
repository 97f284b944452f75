import { useState } from "react";
import { Problem } from "@/lib/api/problem";
import type { Rule } from "@/lib/rules";

type Texts = Record<string, string>;

/**
 * The fields of a form and what is wrong with them: what our own rules say once somebody has left a field or pressed the button, and what
 * the server has said, until that field is changed.
 */
export function useForm<Values extends Texts>(initial: Values, rules: Partial<Record<keyof Values, Rule>>) {
  const [values, setValues] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<keyof Values>>(new Set());
  const [refused, setRefused] = useState<Problem | null>(null);

  const ruleError = (field: keyof Values) => rules[field]?.(values[field] as string);
  const errorOf = (field: keyof Values) =>
    refused?.fieldError(field as string) ?? (touched.has(field) ? ruleError(field) : undefined);

  const set = (field: keyof Values, value: string) => {
    setValues((before) => ({ ...before, [field]: value }));
    setRefused((before) => (before?.fieldError(field as string) ? null : before));
  };

  return {
    values,
    errorOf,
    /** What the server has said that belongs to no field of the form. */
    problem: refused && !Object.keys(refused.errors).some((field) => field in values) ? refused : null,
    isUnlike: (saved: Values) => Object.keys(values).some((field) => values[field] !== saved[field]),
    set,
    reset: (to: Values) => {
      setValues(to);
      setTouched(new Set());
      setRefused(null);
    },
    refuse: (error: unknown) => setRefused(Problem.from(error)),
    /** Whether it can be sent; where not, every field says what is wrong. */
    isRight: () => {
      setTouched(new Set(Object.keys(values)));
      return Object.keys(values).every((field) => ruleError(field) === undefined);
    },
    /** For a text field. */
    bind: (field: keyof Values) => ({
      value: values[field] as string,
      onChange: (event: { target: { value: string } }) => set(field, event.target.value),
      onBlur: () => setTouched((before) => new Set(before).add(field)),
    }),
  };
}
