import type { Company } from './person.ts'

/** Employer of the crew of three. */
export const ZAHRAT_AL_MAWJ: Company = {
  key: 'zahrat-al-mawj',
  role: 'employer',
  names: { latin: 'Zahrat Al Mawj Marine Transport W.L.L.', own: 'شركة زهرة الموج للنقل البحري ذ.م.م' },
  address: 'Pontoon 3, Ras Al Nakhla jetty',
  telephone: '+97400007301',
  contact: { latin: 'Captain Idris Al Marfai', own: 'القبطان إدريس المرفعي' },
}

/** Employer of the second play. */
export const BURJ_AL_RABWA: Company = {
  key: 'burj-al-rabwa',
  role: 'employer',
  names: { latin: 'Burj Al Rabwa Camp Services W.L.L.', own: 'شركة برج الربوة لخدمات المعسكرات ذ.م.م' },
  address: 'Camp 88, Street 9914, Al Qassara',
  telephone: '+97400007302',
  contact: { latin: 'Fawaz Al Hadrami', own: 'فواز الحضرمي' },
}

/** Recruiter in Nepal. */
export const HIMCHULI: Company = {
  key: 'himchuli',
  role: 'recruiter',
  names: { latin: 'Himchuli Sagar Overseas Pvt. Ltd.', own: 'हिमचुली सागर ओभरसिज प्रा. लि.' },
  address: 'Sunkhani Marg 14, Chisapani',
  telephone: '+97700007303',
  contact: { latin: 'Bishwa Raj Pokhrel', own: 'विश्वराज पोखरेल' },
}

/** Recruiter in Bangladesh. */
export const SHAPLA_SETU: Company = {
  key: 'shapla-setu',
  role: 'recruiter',
  names: { latin: 'Shapla Setu Recruiting Agency', own: 'শাপলা সেতু রিক্রুটিং এজেন্সি' },
  address: '9/B Kolmipara Road, Noapur',
  telephone: '+88000007304',
  contact: { latin: 'Motaleb Dalal', own: 'মোতালেব দালাল' },
}

/** Recruiter in the Philippines. */
export const BITUIN_DAGAT: Company = {
  key: 'bituin-dagat',
  role: 'recruiter',
  names: { latin: 'Bituin ng Dagat Crewing Inc.', own: 'Bituin ng Dagat Crewing Inc.' },
  address: '77 Malunggay Street, Barangay Hiwaga',
  telephone: '+63000007305',
  contact: { latin: 'Perla Macaraeg', own: 'Perla Macaraeg' },
}

/** Recruiter in Ethiopia. */
export const ADEY_MENGED: Company = {
  key: 'adey-menged',
  role: 'recruiter',
  names: { latin: 'Adey Menged Employment Agency', own: 'አደይ መንገድ የሥራ ቅጥር ኤጀንሲ' },
  address: 'House 412, Kebele 31, Wegagen Sefer',
  telephone: '+25100007306',
  contact: { latin: 'Girma Sahle', own: 'ግርማ ሳህለ' },
}
