/** A line of the log is one line, whatever stands in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log, logTo } from './log.ts';

test('what somebody sends cannot begin a line of its own in the log, and every line says when in UTC', () => {
  const lines: string[] = [];
  logTo((line) => void lines.push(line));
  try {
    log('probe', { path: '/x\n{"event":"signed-in"}\r\u2028\u0000\u001b[31m' });
  } finally {
    logTo((line) => void process.stderr.write(line));
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^[^\n\r\u0000\u001b]*\n$/);
  const said: unknown = JSON.parse(lines[0] ?? '');
  assert.ok(typeof said === 'object' && said !== null && 'at' in said && 'event' in said);
  assert.match(String(said.at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(said.event, 'probe');
});
