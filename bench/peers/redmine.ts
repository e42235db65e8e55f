/** Redmine as Debian brings it, in production mode on Puma with two workers: its list of issues with the same rows. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install.ts';
import type { Row } from './mediawiki.ts';
import { freePort, type Peer, start } from './running.ts';

const HOME = '/usr/share/redmine';

export async function startRedmine(dir: string, rows: readonly Row[]): Promise<Peer | null> {
  if (!install(['redmine', 'redmine-sqlite', 'puma'], `${HOME}/config.ru`)) return null;
  const root = join(dir, 'redmine');
  mkdirSync(root, { recursive: true });
  const seed = join(root, 'seed.rb');
  writeFileSync(join(root, 'rows.json'), JSON.stringify(rows));
  writeFileSync(seed, `
require 'json'
Setting.default_language = 'ja'
Setting.per_page_options = '100,200'
Redmine::DefaultData::Loader.load('ja') if IssueStatus.count == 0
Project.where(identifier: 'facilities').destroy_all
project = Project.create!(name: '施設', identifier: 'facilities', is_public: true, trackers: Tracker.all.to_a, enabled_module_names: ['issue_tracking'])
author = User.where(admin: true).first
JSON.parse(File.read('${root}/rows.json')).each do |row|
  Issue.create!(project: project, subject: row['name'], description: row['address'], tracker: project.trackers.first, status: IssueStatus.first, priority: IssuePriority.first, author: author)
end
`);
  const env = { RAILS_ENV: 'production', X_DEBIAN_SITEID: 'default', BUNDLE_GEMFILE: `${HOME}/Gemfile`, RAILS_LOG_TO_STDOUT: '', SECRET_KEY_BASE: 'bench'.repeat(16) };
  execFileSync('ruby', ['bin/rails', 'runner', seed], { cwd: HOME, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  return start('Redmine の一覧（Puma、働き手2つ）', ['puma', '-e', 'production', '-w', '2', '-t', '4:4', '-b', `tcp://127.0.0.1:${port}`, 'config.ru'], port, '/projects/facilities/issues?per_page=100&set_filter=1', { cwd: HOME, env, matches: new RegExp(rows[40]?.name ?? '体育館') });
}
