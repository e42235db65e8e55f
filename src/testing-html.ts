/** Is a page valid HTML? One set of rules and one validator for every test that asks. */
import { type Config, ConfigLoader, esmResolver, HtmlValidate, type ResolvedConfig } from 'html-validate';

/** The rules never change, so they are resolved once; the loaders of the library do it again for every page. */
class Settled extends ConfigLoader {
  #settled: ResolvedConfig | Promise<ResolvedConfig> | null = null;

  override getConfigFor(): ResolvedConfig | Promise<ResolvedConfig> {
    return (this.#settled ??= this.#resolve());
  }

  override flushCache(): void {
    this.#settled = null;
  }

  protected override defaultConfig(): Config | Promise<Config> {
    return this.loadFromObject({ extends: ['html-validate:recommended'], elements: ['html5'] });
  }

  async #resolve(): Promise<ResolvedConfig> {
    return (await this.getGlobalConfig()).resolve();
  }
}

const validator = new HtmlValidate(new Settled([esmResolver()], {
  extends: ['html-validate:recommended'],
  elements: ['html5'],
  rules: {
    // Preact closes void elements with a slash and writes ">" in text and attributes as it is; both are valid HTML.
    'void-style': 'off', 'no-raw-characters': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off',
    'doctype-style': ['error', { style: 'lowercase' }], 'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'submit'] }],
    // Japanese telephone numbers and mixed words have their own line breaks, set by the style sheet.
    'tel-non-breaking': 'off',
  },
}));

/** What is wrong with a page, a line each with its place; empty: valid. */
export async function wrongHtml(html: string): Promise<readonly string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) => result.messages.map((message) => `${message.line}:${message.column} ${message.ruleId} ${message.message} (${message.selector ?? ''})`));
}
