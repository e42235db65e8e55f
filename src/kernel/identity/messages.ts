/** What the identity room says: refusals, the names of its fields, and its letters. */
import type { Refusals } from '../outcome.ts';
import type { Lang, Text } from '../view.ts';

export const refusals = {
  LinkUsedUp: {
    status: 410,
    ja: () => 'このリンクは、期限が過ぎたか、すでに使われています。お手数ですが、もう一度メールをお送りする手続きをしてください。',
    en: () => 'This link has expired or was already used. Please ask for a new one.',
  },
  WrongPassword: {
    status: 422, field: 'current',
    ja: () => 'いまのパスワードが違います。もう一度入力してください。',
    en: () => 'The current password is not right. Please enter it again.',
  },
  EasyPassword: {
    status: 422, field: 'password',
    ja: () => 'このパスワードは、最初に試されるものの一つです（よく使われる言葉、お名前やまちの名前、並んだ文字など）。関係のない言葉をいくつか並べた、長い文にしてください。',
    en: () => 'This password is one of the first that strangers try (common words, names, keys in a row). Please use a longer phrase of unrelated words.',
  },
  EmailInUse: {
    field: 'email',
    ja: () => 'このメールアドレスは使えません。別のアドレスを入力してください。',
    en: () => 'This e-mail address cannot be used. Please enter another one.',
  },
  LoginInUse: { field: 'login', ja: () => 'このログイン名は、すでに使われています。別の名前にしてください。', en: () => 'This login name is already taken.' },
  NumberInUse: { field: 'number', ja: () => 'この職員番号は、すでに使われています。番号を確かめてください。', en: () => 'This staff number is already taken.' },
  CodeInUse: { field: 'code', ja: () => 'このコードは、すでに使われています。別のコードにしてください。', en: () => 'This code is already taken.' },
  NameInUse: { field: 'name', ja: () => 'この名前は、すでに使われています。別の名前にしてください。', en: () => 'This name is already taken.' },
  PasskeyProblem: {
    status: 422,
    ja: () => 'パスキーを確かめられませんでした。画面を開き直して、もう一度お試しください。うまくいかないときは、パスワードをお使いください。',
    en: () => 'We could not verify the passkey. Please reload the page and try again, or use your password.',
  },
  WrongCode: {
    status: 422, field: 'code',
    ja: () => '確認コードが違います。スマートフォンの時計が合っているか確かめて、新しいコードを入力してください。',
    en: () => 'The code is not right. Please check your phone’s clock and enter a new code.',
  },
  LastKey: { ja: () => 'パスワードを決めていないため、最後のパスキーは消せません。先にパスワードを決めてください。', en: () => 'You have no password, so the last passkey cannot be removed. Please set a password first.' },
  UnknownPermission: { status: 422, field: 'permissions', ja: () => '知らない権限が含まれています。画面を開き直して、選び直してください。', en: () => 'An unknown permission was sent. Please reload and choose again.' },
  ConflictingPermissions: {
    status: 422, field: 'permissions',
    ja: (d) => `一人が兼ねてはならない権限の組が含まれています（${String(d['pairs'])}）。どちらかを外してください。`,
    en: (d) => `These permissions must not be held together: ${String(d['pairs'])}. Please remove one of each pair.`,
  },
  RoleInUse: { ja: () => 'この役割は、職員か職に付いています。先に外してから削除してください。', en: () => 'The role is still given to someone. Withdraw it first.' },
  PostTaken: { field: 'post', ja: () => 'この職には、その期間にほかの人が就いています。期間を直すか、先に前任の人の終わりの日を入れてください。', en: () => 'Somebody else holds this post in that period.' },
  StillHasPeople: { ja: () => 'この所属には、まだ職に就いている人がいます。先に異動を入力してください。', en: () => 'People still hold posts in this department.' },
  PeriodBackwards: { status: 422, field: 'to', ja: () => '終わりの日は、始まりの日より後にしてください。', en: () => 'The end must be after the beginning.' },
  NotYourself: { ja: () => '自分自身の権限や登録は変えられません。ほかの管理者に頼んでください。', en: () => 'You cannot change your own rights. Please ask another administrator.' },
  AlreadyGiven: { ja: () => 'この役割は、すでに付いています。', en: () => 'This role was already given.' },
  TooFarAhead: { status: 422, field: 'days', ja: () => '期限は366日以内にしてください。', en: () => 'The token may live at most 366 days.' },
} as const satisfies Refusals;

export const labels = {
  email: { ja: 'メールアドレス', en: 'E-mail address' },
  password: { ja: 'パスワード', en: 'Password' },
  newPassword: { ja: '新しいパスワード', en: 'New password' },
  currentPassword: { ja: 'いまのパスワード', en: 'Current password' },
  name: { ja: 'お名前', en: 'Name' },
  kana: { ja: 'ふりがな', en: 'Reading in kana' },
  phone: { ja: '電話番号', en: 'Phone number' },
  language: { ja: '使うことば', en: 'Language' },
  channels: { ja: 'お知らせの受け取り方', en: 'How to be told' },
  code: { ja: '確認コード', en: 'Code' },
  login: { ja: 'ログイン名', en: 'Login name' },
  number: { ja: '職員番号', en: 'Staff number' },
  link: { ja: 'リンク', en: 'Link' },
  passkey: { ja: 'パスキー', en: 'Passkey' },
  passkeyName: { ja: 'パスキーの名前', en: 'Name of the passkey' },
  session: { ja: 'サインイン', en: 'Session' },
  person: { ja: '職員', en: 'Member of staff' },
  role: { ja: '役割', en: 'Role' },
  roleName: { ja: '役割の名前', en: 'Name of the role' },
  roleCode: { ja: '役割のコード', en: 'Code of the role' },
  note: { ja: '説明', en: 'Note' },
  permissions: { ja: '権限', en: 'Permissions' },
  scope: { ja: '対象', en: 'Scope' },
  from: { ja: '始まりの日', en: 'From' },
  to: { ja: '終わりの日', en: 'Until' },
  department: { ja: '所属', en: 'Department' },
  departmentCode: { ja: '所属コード', en: 'Department code' },
  departmentName: { ja: '所属名', en: 'Department name' },
  parent: { ja: '上の所属', en: 'Parent' },
  post: { ja: '職', en: 'Post' },
  postCode: { ja: '職コード', en: 'Post code' },
  postTitle: { ja: '職名', en: 'Title of the post' },
  rank: { ja: '順位', en: 'Rank' },
  manner: { ja: '就き方', en: 'Manner' },
  holding: { ja: '配置', en: 'Holding' },
  day: { ja: '日', en: 'Day' },
  service: { ja: 'サービス', en: 'Service' },
  serviceName: { ja: 'サービスの名前', en: 'Name of the service' },
  token: { ja: 'トークン', en: 'Token' },
  tokenName: { ja: 'トークンの名前', en: 'Name of the token' },
  days: { ja: '有効日数', en: 'Days' },
  version: { ja: '版', en: 'Version' },
} as const satisfies Readonly<Record<string, Text>>;

interface LetterWords {
  readonly title: Text;
  readonly body: (name: string, city: Text) => Text;
}

/** The letters of this room; the link stands below the body. */
export const letters = {
  confirm: {
    title: { ja: 'メールアドレスの確認', en: 'Please confirm your e-mail address' },
    // Without the name: whoever signs somebody else up must not be able to write to them.
    body: (_name, city) => ({
      ja: `${city.ja}のマイページにお申し込みいただき、ありがとうございます。\n次のリンクを開いて、「確認する」を押してください。リンクは24時間有効です。\nお心当たりのない方は、このメールを捨ててください。何も登録されません。`,
      en: `Thank you for signing up with ${city.en}.\nPlease open the link below and press “Confirm”. It works for 24 hours.\nIf you did not sign up, please ignore this message.`,
    }),
  },
  alreadyKnown: {
    title: { ja: 'すでに登録されています', en: 'You already have an account' },
    body: (name, city) => ({
      ja: `${name} 様\n\n${city.ja}のマイページに、このメールアドレスで新しい申し込みがありましたが、すでに登録されています。\nパスワードをお忘れのときは、次のページから決め直してください。\nお心当たりのない方は、このメールを捨ててください。登録は変わっていません。`,
      en: `Dear ${name},\n\nSomeone signed up with ${city.en} using this e-mail address, but you already have an account.\nIf you forgot your password, please use the page below.\nIf it was not you, nothing has changed.`,
    }),
  },
  setPassword: {
    title: { ja: 'パスワードの決め直し', en: 'Set a new password' },
    body: (name, city) => ({
      ja: `${name} 様\n\n${city.ja}のマイページのパスワードを決め直すリンクです。リンクは1時間有効で、一度だけ使えます。\nお心当たりのない方は、このメールを捨ててください。パスワードは変わりません。`,
      en: `Dear ${name},\n\nThis link lets you set a new password for ${city.en}. It works once, for one hour.\nIf it was not you, nothing has changed.`,
    }),
  },
  noAccount: {
    title: { ja: '登録が見つかりませんでした', en: 'We found no account' },
    body: (_name, city) => ({
      ja: `${city.ja}のマイページで、このメールアドレスのパスワードを決め直す手続きがありましたが、このアドレスの登録はありません。\n別のアドレスで登録されているか、まだ登録されていないかもしれません。\nお心当たりのない方は、このメールを捨ててください。`,
      en: `Someone asked to set a new password at ${city.en} for this e-mail address, but there is no account with it.\nIf it was not you, please ignore this message.`,
    }),
  },
  passwordChanged: {
    title: { ja: 'パスワードが変わりました', en: 'Your password was changed' },
    body: (name) => ({
      ja: `${name} 様\n\nパスワードが変わりました。お心当たりのないときは、すぐに「パスワードを忘れた方」から決め直してください。`,
      en: `Dear ${name},\n\nYour password was changed. If it was not you, please set a new one at once.`,
    }),
  },
  emailChanging: {
    title: { ja: 'メールアドレスの変更の申し出がありました', en: 'A new e-mail address was asked for' },
    body: (name) => ({
      ja: `${name} 様\n\nマイページの登録で、メールアドレスを変える申し出がありました。新しいアドレスで確認が済むと変わります。\nお心当たりのないときは、すぐに「パスワードを忘れた方」からパスワードを決め直してください。申し出も取り消されます。`,
      en: `Dear ${name},\n\nSomeone asked to change the e-mail address of your account. It changes once the new address is confirmed.\nIf it was not you, please set a new password at once (“Forgot my password”); that also cancels the change.`,
    }),
  },
  passkeyAdded: {
    title: { ja: 'パスキーが登録されました', en: 'A passkey was added' },
    body: (name) => ({
      ja: `${name} 様\n\nサインインに使えるパスキーが登録されました。お心当たりのないときは、「安全の設定」から消してください。`,
      en: `Dear ${name},\n\nA passkey was added to your account. If it was not you, please remove it on the security page.`,
    }),
  },
  closed: {
    title: { ja: 'マイページを閉じました', en: 'Your account was closed' },
    body: (name) => ({ ja: `${name} 様\n\nマイページの登録を閉じました。ご利用ありがとうございました。`, en: `Dear ${name},\n\nYour account was closed. Thank you.` }),
  },
  staffLink: {
    title: { ja: '業務システムのパスワードの設定', en: 'Set your staff password' },
    body: (name, city) => ({
      ja: `${name} 様\n\n${city.ja}の業務システムのパスワードを決めるリンクです。リンクは72時間有効で、一度だけ使えます。\n庁内の端末で開いてください。`,
      en: `Dear ${name},\n\nThis link lets you set your password for the staff systems of ${city.en}. It works once, for 72 hours.`,
    }),
  },
} as const satisfies Readonly<Record<string, LetterWords>>;

/** A letter in its reader's own language, whatever the house would choose. */
export function letterFor(kind: keyof typeof letters, lang: Lang, name: string, city: Text): { readonly title: Text; readonly body: Text } {
  const title = letters[kind].title[lang];
  const body = letters[kind].body(name, city)[lang];
  return { title: { ja: title, en: title }, body: { ja: body, en: body } };
}
