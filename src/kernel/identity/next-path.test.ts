import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localPath } from './next-path.ts';

test('only paths of this house are followed', () => {
  assert.equal(localPath('/my/inbox?before=1', '/my'), '/my/inbox?before=1');
  for (const bad of ['', undefined, 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '/x\\y', 'javascript:alert(1)', `/${'a'.repeat(2000)}`, ['/x']]) {
    assert.equal(localPath(bad, '/my'), '/my', String(bad));
  }
});
