import type { Messages } from './ja.ts';

export const en: Messages = {
  signIn: {
    title: 'Sign in', lead: 'For those who already have an account.', submit: 'Sign in', passkey: 'Sign in with a passkey', passkeyHint: 'Use your fingerprint, face or device PIN.',
    sorry: 'The passkey could not be used. Please try again or use your password.', forgot: 'I forgot my password', signUp: 'I am new here (sign up)',
    wrong: 'The e-mail address or the password is not right. Please check both. If you forgot your password, you can set a new one.',
    unconfirmed: 'Your e-mail address is not confirmed yet. Please open the link we sent you. If it did not arrive, please sign up again.',
    welcome: 'You are signed in.', out: 'You are signed out.', outEverywhere: 'You are signed out on all devices.',
    sampleTitle: 'Sample logins', sampleLead: 'This is a sample city. You can be one of these people.', sampleWho: 'Person', sampleLogin: 'E-mail address', samplePassword: 'Password', sampleCan: 'What to try', sampleUse: 'Sign in as',
  },
  signUp: {
    title: 'Sign up', lead: 'With an account you can follow your reservations and applications at any time.', submit: 'Send me the confirmation', next: 'Open the link in the message to finish.',
    emailHint: 'For example hanako@example.jp', kanaHint: 'For example あだち はなこ', phoneHint: 'For example 0243-55-5000. We use it for urgent matters.', passwordHint: 'At least 10 characters. A long phrase is best.', have: 'I already have an account (sign in)',
    sentTitle: 'We sent you a message', sent: 'Please open the link in it within 24 hours to finish.', notArrived: 'If it does not arrive, please check your spam folder and sign up again.',
  },
  confirm: { title: 'Confirm your e-mail address', lead: 'Press “Confirm” to finish.', submit: 'Confirm', done: 'Your e-mail address is confirmed. Please sign in.', changed: 'Your new e-mail address is confirmed.' },
  gone: { title: 'This link does not work', text: 'It has expired or was already used.', again: 'Get a new message' },
  forgot: { title: 'Set a new password', lead: 'We will send a link to your e-mail address.', submit: 'Send me the link', sentTitle: 'We sent you a message', sent: 'The link works once, for one hour.' },
  setPassword: { title: 'New password', lead: 'Please choose a new password. You will be signed out on other devices.', submit: 'Use this password', done: 'Your password is set. Please sign in.' },
  home: {
    title: 'My page', hello: (name) => name, inbox: 'Messages', inboxNote: (count) => (count > 0 ? `${count} unread` : 'See your messages'),
    owed: 'To be paid', nothingOwed: 'There is nothing to pay.', newest: 'Newest messages', noMessages: 'No messages yet.', all: 'See all', doors: 'Menu', due: 'Due', amount: 'Amount', pay: 'How to pay',
  },
  inbox: { title: 'Messages', none: 'No messages yet. Results of reservations and applications arrive here.', unread: 'Unread', read: 'Read', readAll: 'Mark all as read', allRead: 'All marked as read.', open: 'Open', follow: 'Go to the page', older: 'Older messages', newest: 'Newest messages', at: 'Arrived', subject: 'Subject', state: 'State' },
  profile: {
    title: 'My details', lead: 'Change your name and contact details.', submit: 'Save', done: 'Your details are saved.', confirmByMail: 'Your details are saved. The new e-mail address counts once you open the link we sent to it.',
    pending: (email) => `We sent a message to ${email}. Open its link to change your address.`, channels: 'How to be told', channelsHint: 'Messages always arrive in the inbox here.', inbox: 'Inbox on this page', email: 'E-mail', sms: 'Text message', channelsDone: 'Saved.', saveChannels: 'Save', ja: '日本語', en: 'English',
    close: 'Close the account', closeLead: 'You will no longer be able to sign in. Records of reservations and payments stay with the city for the prescribed time.', closeConfirm: 'I understand. Close my account.', closeSubmit: 'Close the account', closed: 'Your account is closed. Thank you.',
  },
  security: {
    title: 'Security', password: 'Password', changePassword: 'Change the password', changed: 'Your password is changed. Please sign in with the new one.', wrong: 'The current password is not right. Please enter it again.',
    passkeys: 'Passkeys', passkeysLead: 'Sign in with your fingerprint, face or device PIN. A passkey never works on a fake site.', none: 'No passkeys yet.', add: 'Add a passkey', added: 'The passkey is added.', remove: 'Remove', removed: 'The passkey is removed.', keyName: 'Name of the passkey', keyNameHint: 'For example: my phone', registered: 'Added', used: 'Last used', never: 'Not used yet', sorry: 'The passkey could not be added. Please try again.',
    sessions: 'Signed-in devices', here: 'This device', other: 'Another device', since: 'Signed in', seen: 'Last used', everywhere: 'Sign out everywhere', device: 'Device',
  },
  payments: { title: 'Payments', how: 'Please tell the number at the payee’s counter by the due date. You can pay in cash.', none: 'No payments yet.', open: 'To be paid', past: 'Past payments', number: 'Number', what: 'For', amount: 'Amount', rest: 'To pay', due: 'Due', state: 'State', noDue: 'No due date', receipts: 'Receipts', states: { open: 'Open', paid: 'Paid', cancelled: 'Cancelled' }, refunded: 'Refunded', payee: 'Payee', see: 'See' },
  receipt: {
    title: 'Receipt', number: 'Receipt number', payer: 'Paid by', what: 'For', amount: 'Amount (tax included)', tax: (percent) => `Of which consumption tax (${percent}%)`, paidAt: 'Received', method: 'Paid by way of', payee: 'Payee', address: 'Address and phone', registration: 'Registration number', lines: 'Details',
    methods: { cash: 'Cash', store: 'Convenience store', card: 'Card', code: 'Code payment', transfer: 'Bank transfer', reversal: 'Reversal' },
  },
  display: {
    title: 'Text size and colours', lead: 'Takes effect at once on every page you see in this browser.', back: 'Back to the page', submit: 'Show pages like this', done: 'The way pages look was changed.',
    text: 'Text size', standard: 'Standard', large: 'Large', huge: 'Very large', colours: 'Colours', browser: 'As your device says', light: 'Black on white', dark: 'White on black', contrast: 'Strong colours (high contrast)',
    more: 'Your choice is kept in this browser alone; the city keeps no record of it. You can also use the zoom of your browser (Ctrl and +, or two fingers on a screen) on every page.',
  },
  fields: { email: 'E-mail address', password: 'Password', newPassword: 'New password', current: 'Current password', name: 'Name', kana: 'Reading in kana', phone: 'Phone number', language: 'Language' },
};
