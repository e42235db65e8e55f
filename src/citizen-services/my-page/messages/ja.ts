/** The words of the citizen's own pages. Its shape is the shape of every language. */
export const ja = {
  signIn: {
    title: 'サインイン', lead: 'マイページに登録した方は、こちらからお入りください。', submit: 'サインインする', passkey: 'パスキーでサインイン', passkeyHint: '指紋・顔・端末の暗証番号で入れます。',
    sorry: 'パスキーを使えませんでした。もう一度押すか、パスワードをお使いください。', forgot: 'パスワードを忘れた方', signUp: '初めての方（登録する）',
    wrong: 'メールアドレスかパスワードが違います。もう一度確かめて入力してください。お忘れのときは「パスワードを忘れた方」から決め直せます。',
    unconfirmed: 'メールアドレスの確認がまだ終わっていません。お送りしたメールのリンクを開いてください。届いていないときは、もう一度「登録する」からお申し込みください。',
    welcome: 'サインインしました。', out: 'サインアウトしました。', outEverywhere: 'すべての端末からサインアウトしました。',
    sampleTitle: '見本のログイン', sampleLead: 'これは見本のまちです。次の人になって試せます。', sampleWho: '人', sampleLogin: 'メールアドレス', samplePassword: 'パスワード', sampleCan: '試せること', sampleUse: 'この人で入る',
  },
  signUp: {
    title: 'マイページの登録', lead: '登録すると、施設の予約や申請の進み具合を、いつでも確かめられます。', submit: '登録の確認メールを受け取る', next: 'メールが届いたら、リンクを開いて登録が終わります。',
    emailHint: '例 hanako@example.jp', kanaHint: '例 あだち はなこ', phoneHint: '例 0243-55-5000。急ぎの連絡に使います。', passwordHint: '10文字以上。長い文ほど安全です。', have: 'すでに登録した方（サインイン）',
    sentTitle: '確認のメールをお送りしました', sent: '届いたメールのリンクを24時間以内に開くと、登録が終わります。', notArrived: '届かないときは、迷惑メールの箱をお確かめのうえ、もう一度お申し込みください。',
  },
  confirm: { title: 'メールアドレスの確認', lead: '「確認する」を押すと、メールアドレスの確認が終わります。', submit: '確認する', done: 'メールアドレスを確認しました。サインインしてください。', changed: '新しいメールアドレスを確認しました。' },
  gone: { title: 'このリンクは使えません', text: '期限が過ぎたか、すでに使われています。', again: 'もう一度メールを受け取る' },
  forgot: { title: 'パスワードの決め直し', lead: '登録したメールアドレスに、パスワードを決め直すリンクをお送りします。', submit: 'リンクを受け取る', sentTitle: 'メールをお送りしました', sent: 'お送りしたリンクは1時間有効で、一度だけ使えます。' },
  setPassword: { title: '新しいパスワード', lead: '新しいパスワードを決めてください。ほかの端末のサインインは終わります。', submit: 'このパスワードにする', done: 'パスワードを決めました。サインインしてください。' },
  home: {
    title: 'マイページ', hello: (name: string) => `${name} さん`, inbox: 'お知らせ', inboxNote: (count: number) => (count > 0 ? `読んでいないお知らせが${count}件あります` : '届いたお知らせを見る'),
    owed: 'お支払いが必要なもの', nothingOwed: 'お支払いの必要なものはありません。', newest: '新しいお知らせ', noMessages: 'お知らせはまだありません。', all: 'すべて見る', doors: 'メニュー', due: '期限', amount: '金額', pay: '支払い方法を見る',
  },
  inbox: { title: 'お知らせ', none: 'お知らせはまだありません。予約や申請の結果が、ここに届きます。', unread: '未読', read: '既読', readAll: 'すべて読んだことにする', allRead: 'すべて読んだことにしました。', open: '開く', follow: '手続きのページへ', older: '前のお知らせ', newest: '新しいお知らせへ', at: '届いた日時', subject: '件名', state: '状態' },
  profile: {
    title: '登録内容', lead: 'お名前や連絡先を直せます。', submit: '登録内容を変える', done: '登録内容を変えました。', confirmByMail: '登録内容を変えました。新しいメールアドレスは、お送りしたメールのリンクを開くと変わります。',
    pending: (email: string) => `${email} に確認のメールをお送りしています。リンクを開くと、メールアドレスが変わります。`, channels: 'お知らせの受け取り方', channelsHint: '「マイページの受信箱」には、いつも届きます。', inbox: 'マイページの受信箱', email: 'メール', sms: '携帯電話のショートメッセージ', channelsDone: '受け取り方を変えました。', saveChannels: '受け取り方を変える', ja: '日本語', en: 'English',
    close: 'マイページの登録を閉じる', closeLead: '閉じると、サインインできなくなります。これまでの予約や支払いの記録は、決められた期間、市に残ります。', closeConfirm: '確かめました。登録を閉じます。', closeSubmit: '登録を閉じる', closed: '登録を閉じました。ご利用ありがとうございました。',
  },
  security: {
    title: '安全の設定', password: 'パスワード', changePassword: 'パスワードを変える', changed: 'パスワードを変えました。新しいパスワードでサインインしてください。', wrong: 'いまのパスワードが違います。もう一度入力してください。',
    passkeys: 'パスキー', passkeysLead: '指紋・顔・端末の暗証番号で入れるようになります。偽のサイトでは使えないため、パスワードより安全です。', none: 'パスキーはまだありません。', add: 'パスキーを登録する', added: 'パスキーを登録しました。', remove: '消す', removed: 'パスキーを消しました。', keyName: 'パスキーの名前', keyNameHint: '例 自分のスマートフォン', registered: '登録した日', used: '最後に使った日時', never: 'まだ使っていません', sorry: 'パスキーを登録できませんでした。もう一度お試しください。',
    sessions: 'サインインしている端末', here: 'この端末', other: 'ほかの端末', since: 'サインインした日時', seen: '最後に使った日時', everywhere: 'すべての端末からサインアウトする', device: '端末',
  },
  payments: { title: 'お支払い', how: '期限までに、支払い先の窓口で「番号」をお伝えください。現金でお支払いいただけます。', none: 'お支払いの記録はまだありません。', open: 'お支払いが必要なもの', past: 'これまでのお支払い', number: '番号', what: '内容', amount: '金額', rest: 'お支払い額', due: '期限', state: '状態', noDue: '期限なし', receipts: '領収', states: { open: '未払い', paid: '支払い済み', cancelled: '取消し' }, refunded: 'お返しした額', payee: '支払い先', see: '見る' },
  receipt: {
    title: '領収書', number: '領収番号', payer: 'お支払いの方', what: '内容', amount: '金額（税込）', tax: (percent: number) => `うち消費税（${percent}%）`, paidAt: '領収した日時', method: '支払い方法', payee: '領収者', address: '所在地・電話', registration: '登録番号', lines: '内訳',
    methods: { cash: '現金', store: 'コンビニエンスストア', card: 'カード', code: 'コード決済', transfer: '口座振込', reversal: '取消し' },
  },
  display: {
    title: '文字の大きさと色', lead: 'このブラウザーで見るすべてのページに、すぐに効きます。', back: 'もとのページへ', submit: 'この見え方にする', done: '見え方を変えました。',
    text: '文字の大きさ', standard: '標準', large: '大きい', huge: 'とても大きい', colours: '色', browser: '端末の設定のとおり', light: '白い地に黒い文字', dark: '黒い地に白い文字', contrast: '濃い色（高コントラスト）',
    more: '選んだことは、このブラウザーだけに覚えておきます。市には送られた記録を残しません。ブラウザーの拡大（Ctrl と ＋、画面を二本の指で広げる）も、どのページでも使えます。',
  },
  fields: { email: 'メールアドレス', password: 'パスワード', newPassword: '新しいパスワード', current: 'いまのパスワード', name: 'お名前', kana: 'ふりがな', phone: '電話番号', language: '使うことば' },
} as const;

/** The same keys with any words. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : T[K] extends string ? string : Words<T[K]> };
export type Messages = Words<typeof ja>;
