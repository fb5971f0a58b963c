import { expect, test } from '@jest/globals';
import { openByteReports } from '../../../../shared/posts/transfer/report-bytes.ts';

const openReports = (confirmedBytes = 0) => {
  let now = 0;
  const told: number[] = [];
  const reports = openByteReports(
    async (bytes) => void told.push(bytes),
    () => new Date(now),
    confirmedBytes,
  );
  const advance = (ms: number) => {
    now += ms;
  };
  return { reports, told, advance };
};

test('how far it is, is told every ten seconds at most', async () => {
  const { reports, told, advance } = openReports();

  for (let bytes = 1; bytes <= 35; bytes += 1) {
    advance(1_000);
    await reports.note(bytes);
  }

  expect(told).toEqual([10, 20, 30]);
});

test('the last of it is told at the end, once', async () => {
  const { reports, told } = openReports();
  await reports.note(5);
  await reports.note(7);

  await reports.close();
  await reports.close();

  expect(told).toEqual([7]);
});

test('what was known before is not told, nor a step back', async () => {
  const { reports, told, advance } = openReports(50);
  advance(60_000);
  await reports.note(50);
  await reports.note(0);

  await reports.close();

  expect(told).toEqual([]);
});
