/** The sample site passes its own checks, the pages in plain words too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { staffActor, testCity } from '../../kernel/testing.ts';
import { fillSample } from '../../sample-city.ts';
import { easyList } from './queries/easy.ts';
import website from './index.ts';

test('filled: the sample city has its garbage and its shelters in plain words', async () => {
  registerSystems([website]);
  const house = await testCity({ start: '2026-11-23T09:00:00+09:00', sample: true });
  try {
    const data = readFileSync(new URL('../../../cities/nihonmatsu/website.json', import.meta.url), 'utf8');
    for (const code of new Set([...data.matchAll(/"(?:office|code)": ?"(\d{4})"/g)].map((one) => one[1] ?? ''))) await house.must(staffActor(house.id(), ['operations.organization']), createDepartment, { code, name: `第${code}課`, kana: 'カ', parent: '', from: '2020-04-01' });
    await fillSample(house.city, [website], { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
    const found = await house.ask({ kind: 'visitor', device: 'test' }, easyList, {});
    assert.ok(found.ok);
    assert.deepEqual(JSON.stringify(found.value).match(/\/[a-z/-]+-yasashii\.html/g)?.toSorted(), ['/bosai/hinanjo-yasashii.html', '/kurashi/gomi/wakekata-yasashii.html']);
  } finally {
    await house.close();
  }
});
