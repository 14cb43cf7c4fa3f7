import { SingleBar } from 'cli-progress';
import type { DemoSummary } from './load-demo.ts';

/** Shows how far a load is. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** A bar on a terminal; elsewhere one line for each tenth. */
export function showProgress(out: NodeJS.WriteStream): Progress {
  if (!out.isTTY) {
    let shown = 0;
    return {
      update(done, total) {
        const tenth = Math.floor((done * 10) / total);
        if (tenth > shown) out.write(`Demo data: ${done} of ${total}\n`);
        shown = tenth;
      },
      end: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: 'Demo data [{bar}] {value} of {total}, {duration_formatted}',
    stream: out,
    hideCursor: true,
  });
  let begun = false;
  return {
    update(done, total) {
      if (!begun) bar.start(total, 0);
      begun = true;
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}

/** What a load did, in some lines. */
export function summaryText(summary: DemoSummary): string {
  const { opportunities, added, moved, flaws, breaches, seconds, finished } = summary;
  const known = opportunities - added;
  return [
    `Demo data: ${added} opportunities loaded, ${known} were there already, ${moved} pursuits moved along, ` +
      `${breaches} breaches recorded; ${seconds.toFixed(1)} s.`,
    ...flaws.map(({ what, handled, count }) => `  ${count} with ${what}: ${handled}`),
    ...(finished ? [] : ['  Not finished; the next start goes on.']),
  ].join('\n');
}
