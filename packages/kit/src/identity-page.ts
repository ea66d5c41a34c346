import type { RefusalCode } from '@ihala/contract'

const REASONS = {
  'roles-missing': [
    'حسابك لا يحمل أي دور في هذه الشبكة. اسأل مسؤول النظام في مؤسستك.',
    'Your account has no role in this network. Ask your organisation’s administrator.',
  ],
  'role-unknown': [
    'حسابك يحمل دورًا لا تعرفه هذه الشبكة. اسأل مسؤول النظام في مؤسستك.',
    'Your account has a role this network does not know. Ask your organisation’s administrator.',
  ],
  suspended: ['حسابك موقوف في هذه المؤسسة.', 'Your account is suspended in this organisation.'],
  'identity-provider': [
    'خدمة تسجيل الدخول لا تجيب الآن. حاول بعد قليل.',
    'The sign-in service does not answer at present. Try again shortly.',
  ],
} as const
const OTHERWISE = ['لم يكتمل تسجيل الدخول. ابدأ من جديد.', 'The sign-in was not completed. Begin again.'] as const

/** The plain page on which a sign-in ends when it is refused: Arabic and English, no script, nothing that was typed. */
export function signInPage(code: RefusalCode, rule: string | undefined): string {
  const [arabic, english] = isReason(rule) ? REASONS[rule] : OTHERWISE
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${arabic}</title><link rel="icon" href="/desk/icon.svg"></head>
<body>
<main>
<p>${arabic}</p>
<p lang="en" dir="ltr">${english}</p>
<p><a href="/auth/login">تسجيل الدخول · <span lang="en" dir="ltr">Sign in</span></a></p>
<p lang="en" dir="ltr"><small>${code}</small></p>
</main>
</body>
</html>
`
}

function isReason(rule: string | undefined): rule is keyof typeof REASONS {
  return rule !== undefined && Object.hasOwn(REASONS, rule)
}
