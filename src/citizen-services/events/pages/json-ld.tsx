/** The event for search engines, in the page's head. The one place of this system that writes HTML which no component made: `scriptJson` lets nothing end the element. */
import { type JsonObject, scriptJson } from '../rules/event-json.ts';

export function JsonLd({ events }: { readonly events: readonly JsonObject[] }) {
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: scriptJson(events) }} />;
}
