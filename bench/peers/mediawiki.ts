/** MediaWiki as Debian brings it, on Apache with PHP, opcache and APCu: an article that lists the same rows. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install.ts';
import { freePort, type Peer, start } from './running.ts';

export interface Row {
  readonly name: string;
  readonly kana: string;
  readonly address: string;
}

export async function startMediaWiki(dir: string, rows: readonly Row[]): Promise<Peer | null> {
  if (!install(['mediawiki', 'apache2', 'libapache2-mod-php', 'php-apcu', 'php-sqlite3', 'php-mbstring', 'php-xml', 'php-intl'], '/usr/share/mediawiki/maintenance/install.php')) return null;
  const root = join(dir, 'mediawiki');
  for (const folder of ['data', 'logs', 'cache', 'images']) mkdirSync(join(root, folder), { recursive: true });
  const port = await freePort();
  const php = (script: string, words: readonly string[], input = '') => execFileSync('php', [`/usr/share/mediawiki/maintenance/${script}`, ...words], { input, stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, MW_CONFIG_FILE: join(root, 'LocalSettings.php') } });
  execFileSync('php', ['/usr/share/mediawiki/maintenance/install.php', '--dbtype=sqlite', `--dbpath=${root}/data`, '--dbname=wiki', `--confpath=${root}`, '--lang=ja', '--pass=Town-hall-bench-1', '--scriptpath=/mediawiki', `--server=http://127.0.0.1:${port}`, '施設', 'Admin'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MW_CONFIG_FILE: '' } });
  appendFileSync(join(root, 'LocalSettings.php'), `\n$wgMainCacheType = CACHE_ACCEL;\n$wgSessionCacheType = CACHE_DB;\n$wgCacheDirectory = "${root}/cache";\n$wgEnableUploads = false;\n$wgShowExceptionDetails = true;\n$wgJobRunRate = 0;\n$wgUseGzip = true;\n`);
  php('edit.php', ['--user=Admin', '施設の一覧'], `== 施設の一覧 ==\n{| class="wikitable"\n! 施設 !! よみ !! 所在地\n${rows.map((row) => `|-\n| ${row.name} || ${row.kana} || ${row.address}`).join('\n')}\n|}\n`);
  execFileSync('chmod', ['-R', 'a+rwX', dir]);
  writeFileSync(join(root, 'apache.conf'), `
ServerRoot "/etc/apache2"
ServerName localhost
PidFile ${root}/pid
Listen 127.0.0.1:${port}
User www-data
Group www-data
ErrorLog ${root}/logs/error.log
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule env_module /usr/lib/apache2/modules/mod_env.so
LoadModule php_module /usr/lib/apache2/modules/libphp8.2.so
TypesConfig /etc/mime.types
StartServers 8
MaxRequestWorkers 40
Alias /mediawiki /usr/share/mediawiki
SetEnv MW_CONFIG_FILE ${root}/LocalSettings.php
<Directory /usr/share/mediawiki>
  Require all granted
  Options FollowSymLinks
</Directory>
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
php_admin_value opcache.memory_consumption 192
php_admin_value opcache.max_accelerated_files 20000
php_admin_value opcache.validate_timestamps 0
php_admin_value apc.shm_size 128M
`);
  return start('MediaWiki の記事（Apache・PHP・opcache・APCu）', ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', join(root, 'apache.conf')], port, `/mediawiki/index.php?title=${encodeURIComponent('施設の一覧')}`, { matches: new RegExp(rows[40]?.name ?? '体育館'), env: { MW_CONFIG_FILE: join(root, 'LocalSettings.php') } });
}
