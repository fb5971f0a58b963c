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

/** A byte more each second. */
const noteEverySecond = async ({ reports, advance }: ReturnType<typeof openReports>, first: number) => {
  for (let bytes = first; bytes <= 45; bytes += 1) {
    advance(1_000);
    await reports.note(bytes);
  }
};

test('how far it is, is told soon at first, since somebody watches, and then every ten seconds at most', async () => {
  const opened = openReports();

  await noteEverySecond(opened, 1);

  expect(opened.told).toEqual([1, 3, 7, 15, 25, 35, 45]);
});

test('a later slice of the same file is told every ten seconds at most', async () => {
  const opened = openReports(10);

  await noteEverySecond(opened, 11);

  expect(opened.told).toEqual([20, 30, 40]);
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
