/** 抽選の検証: the file that people download and open at home, without network, years later. */

/** The name under which it is offered; served with Content-Disposition: attachment. */
export const VERIFIER_FILE = 'lottery-verifier.html';

/** Whether a built script still wants other files. */
function wantsOthers(script: string): boolean {
  return /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{][^;'"]*from\s*)?["'][./]|\bimport\s*\(/.test(script);
}

/**
 * One HTML file with the built script inside. The inline script is fine here and only here: the file is downloaded,
 * never shown under our own address. Throws when the script would need a second file.
 */
export function singleFile(script: string): string {
  if (wantsOthers(script)) throw new Error('the verifier script is not self-contained');
  // Inside a script element only "</script" and "<!--" can end or confuse it.
  const safe = script.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>抽選の検証</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.7 system-ui, sans-serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1rem; }
textarea { width: 100%; box-sizing: border-box; font-family: monospace; }
button, input { font: inherit; min-height: 44px; }
li[data-ok="true"]:first-child, li[data-ok="false"] { font-weight: bold; }
</style>
</head>
<body>
<main>
<h1>抽選の検証</h1>
<p>市が公表した抽選のデータ（JSON）を選ぶと、同じ計算をこの画面の中でもう一度行い、公表された結果と一致するかを確かめます。インターネットにはつながりません。データはどこにも送られません。</p>
<p lang="en">Choose the lottery file the city has published. This page repeats the draw on your own device and tells whether the result is the same. It works offline and sends nothing.</p>
<lottery-verifier>この画面には JavaScript が必要です。</lottery-verifier>
</main>
<script type="module">
${safe}
</script>
</body>
</html>
`;
}
