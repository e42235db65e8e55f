/** nginx handing out the same bytes as a file: what the machine can do at most. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { install } from './install.ts';
import { freePort, type Peer, start } from './running.ts';

/** `zipped`: those very bytes instead of our own compression. */
export async function startNginx(dir: string, page: Buffer, workers: number | 'auto' = 'auto', zipped?: Buffer): Promise<Peer> {
  install(['nginx-light'], '/usr/sbin/nginx');
  const root = join(dir, `nginx-${workers}`);
  mkdirSync(join(root, 'www'), { recursive: true });
  writeFileSync(join(root, 'www/page.html'), page);
  writeFileSync(join(root, 'www/page.html.gz'), zipped ?? gzipSync(page, { level: 6 }));
  const port = await freePort();
  writeFileSync(join(root, 'nginx.conf'), `
user root;
worker_processes ${workers};
daemon off;
pid ${root}/pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  types { text/html html; }
  charset utf-8;
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  keepalive_requests 100000000;
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/fcgi; uwsgi_temp_path ${root}/uwsgi; scgi_temp_path ${root}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}/www; gzip_static on; }
}`);
  return start('nginx（同じページをファイルとして）', ['/usr/sbin/nginx', '-p', root, '-c', join(root, 'nginx.conf')], port, '/page.html', { matches: /<html/i });
}
