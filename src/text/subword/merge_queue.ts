/**
 * The next pair to merge.
 *
 * @module
 */

/** A pair of symbols, as often as it was seen, and the words it was seen in. */
export interface Candidate {
  /** Orders pairs that are equally frequent: the smaller one is merged first. */
  readonly pair: number;
  /** How often it stood side by side when it was put into the queue. */
  count: number;
  /** The words, by number. */
  readonly words: ReadonlySet<number>;
}

/** Candidates, the most frequent one first: a binary heap. */
export class MergeQueue {
  readonly #heap: Candidate[] = [];

  /** Puts a candidate in. */
  push(candidate: Candidate): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(candidate, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = candidate;
  }

  /** Takes the first candidate out. */
  pop(): Candidate | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function before(a: Candidate, b: Candidate): boolean {
  return a.count > b.count || (a.count === b.count && a.pair < b.pair);
}
