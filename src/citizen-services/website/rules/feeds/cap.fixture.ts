/** The structure of CAP 1.2 (OASIS, CAP-v1.2-os, §3.2 and the schema's appendix): which elements there are, in which order, how often, and with which values. */
import assert from 'node:assert/strict';
import { childrenOf, type Node, parseXml, textOf } from './xml.fixture.ts';

type Often = '1' | '?' | '*' | '+';
const alertElements: readonly (readonly [string, Often])[] = [['identifier', '1'], ['sender', '1'], ['sent', '1'], ['status', '1'], ['msgType', '1'], ['source', '?'], ['scope', '1'], ['restriction', '?'], ['addresses', '?'], ['code', '*'], ['note', '?'], ['references', '?'], ['incidents', '?'], ['info', '*']];
const infoElements: readonly (readonly [string, Often])[] = [['language', '?'], ['category', '+'], ['event', '1'], ['responseType', '*'], ['urgency', '1'], ['severity', '1'], ['certainty', '1'], ['audience', '?'], ['eventCode', '*'], ['effective', '?'], ['onset', '?'], ['expires', '?'], ['senderName', '?'], ['headline', '?'], ['description', '?'], ['instruction', '?'], ['web', '?'], ['contact', '?'], ['parameter', '*'], ['resource', '*'], ['area', '*']];
const areaElements: readonly (readonly [string, Often])[] = [['areaDesc', '1'], ['polygon', '*'], ['circle', '*'], ['geocode', '*'], ['altitude', '?'], ['ceiling', '?']];
const geocodeElements: readonly (readonly [string, Often])[] = [['valueName', '1'], ['value', '1']];

const values: Readonly<Record<string, readonly string[]>> = {
  status: ['Actual', 'Exercise', 'System', 'Test', 'Draft'], msgType: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'], scope: ['Public', 'Restricted', 'Private'],
  category: ['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other'], responseType: ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None'],
  urgency: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'], severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'], certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

function held(node: Node, elements: readonly (readonly [string, Often])[]): void {
  const order = node.children.map((child) => elements.findIndex(([name]) => name === child.name));
  assert.ok(!order.includes(-1), `${node.name}: ${node.children.map((child) => child.name).join(' ')}`);
  assert.deepEqual(order, order.toSorted((a, b) => a - b), `order in ${node.name}`);
  for (const [name, often] of elements) {
    const count = childrenOf(node, name).length;
    assert.ok(often === '*' || (often === '?' ? count <= 1 : often === '1' ? count === 1 : count >= 1), `${node.name}/${name}: ${count}`);
  }
  for (const child of node.children) {
    const allowed = values[child.name];
    if (allowed) assert.ok(allowed.includes(child.text), `${child.name}: ${child.text}`);
    if (['sent', 'effective', 'onset', 'expires'].includes(child.name)) assert.match(child.text, TIME);
    if (child.children.length === 0) assert.notEqual(child.text.trim(), '', `${child.name} is empty`);
  }
}

/** The alert, if it is one; throws with what is wrong. Ours say every time with the offset of Japan. */
export function capOf(xml: string): Node {
  const alert = parseXml(xml);
  assert.equal(alert.name, 'alert');
  assert.equal(alert.attributes['xmlns'], 'urn:oasis:names:tc:emergency:cap:1.2');
  held(alert, alertElements);
  for (const name of ['identifier', 'sender']) assert.match(textOf(alert, name) ?? '', /^[^\s,<&]+$/, name);
  for (const reference of (textOf(alert, 'references') ?? '').split(' ').filter((one) => one !== '')) assert.match(reference, /^[^\s,]+,[^\s,]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/);
  for (const info of childrenOf(alert, 'info')) {
    held(info, infoElements);
    for (const area of childrenOf(info, 'area')) {
      held(area, areaElements);
      for (const code of childrenOf(area, 'geocode')) held(code, geocodeElements);
    }
  }
  for (const [time] of xml.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+[^<, ]*/g)) assert.match(time, /\+09:00$/);
  return alert;
}
