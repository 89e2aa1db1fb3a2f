export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0.5 for the median, 0.99 for what one in a hundred exceeds. 0 where there are none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Two places are as many as a benchmark knows. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
