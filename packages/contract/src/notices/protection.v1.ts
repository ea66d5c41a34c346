/**
 * The notice `protection`, version 1: what a person is told before they decide whether something of theirs is passed on. By
 * ISO 639-3. The bytes of each text are hashed into every grant that was given on it: a published text never changes, a better one is
 * a new version beside it. Who made and who read each text, the catalogue says.
 */
export const PROTECTION_V1: Readonly<Record<string, string>> = {
  ara: `قبل أن تقرّر:
نودّ أن نُرسل معلومات عنك إلى الجهة التي نسمّيها لك، كي تساعدك. لا يصلها إلا ما توافق عليه أنت، وللغرض الذي نذكره لك، وحتى اليوم الذي نذكره لك.
لك أن تقول لا، لكل شيء أو لبعضه. وإن قلت لا فستبقى تحصل على المساعدة هنا.
لك أن ترجع عن موافقتك في أي وقت، هنا أو عند الجهة الأخرى، من غير أن تذكر سبباً، ولا تخسر بذلك أي مساعدة. وعندئذ يُمحى ما أُرسل ونخبرك بذلك، وإن ألزم قانونٌ أحداً بالاحتفاظ بجزء منه أخبرناك بذلك الجزء وبذلك القانون.
هناك ثلاثة استثناءات فقط: خطر على حياتك أو جسدك أو حريتك أو على طفل، ويقرّره شخصان معاً؛ وأمر من القضاء أو القانون؛ والخطوة القانونية التالية لشكوى قدّمتها أنت. ونخبرك بها حالما يكون ذلك آمناً.
لا يُقال شيء لصاحب العمل ولا لمن استقدمك ولا للشرطة إلا إذا طلبت أنت ذلك. ولا يترجم لك أحد من طرفهم، ولا زميل في العمل، ولا أحد من السفارة، ولك أن تطلب مترجماً آخر.
خذ عشر دقائق وحدك لتفكّر. لا يُرسل شيء قبل أن تنتهي، إلا إذا كان الأمر عاجلاً أو طلبت أنت ألا ننتظر. وإن غيّرت رأيك فيها فلن يبقى لها أي أثر.
سنطلب منك أن تقول لنا بكلماتك ما فهمته. واسأل عن كل ما ليس واضحاً.`,
  eng: `Before you decide:
We would like to pass on information about you to the organisation we name to you, so that it can help you. It gets only what you say yes to, for the purpose and until the day we tell you.
You may say no, to all of it or to a part. If you say no, you still get help here.
You can take your yes back at any time, here or there, without giving a reason, and you lose no help by it. What was passed on is then erased and we tell you so; if a law makes somebody keep a part of it, we tell you which part and which law.
There are only three exceptions: danger to your life, body or freedom or to a child, which two people decide together; an order of a court or of the law; and the next legal step of a complaint that you filed. We tell you of it as soon as that is safe.
Your employer, your recruiter and the police are told nothing unless you ask for it. Nobody of theirs, no co-worker and nobody from an embassy interprets for you, and you may ask for another interpreter.
Take ten minutes alone to think. Nothing is sent before they are over, unless it is urgent or you ask us not to wait. If you change your mind in that time, no trace of it is kept.
We will ask you to tell us in your own words what you understood. Ask about whatever is not clear.`,
  hin: `फ़ैसला करने से पहले:
हम आपके बारे में जानकारी उस संस्था को भेजना चाहते हैं जिसका नाम हम आपको बताते हैं, ताकि वह आपकी मदद कर सके। उसे केवल वही मिलेगा जिसके लिए आप हाँ कहें, उसी काम के लिए और उसी दिन तक जो हम आपको बताते हैं।
आप पूरी बात के लिए या किसी हिस्से के लिए ना कह सकते हैं। ना कहने पर भी आपको यहाँ मदद मिलती रहेगी।
आप अपनी हाँ कभी भी, यहाँ या वहाँ, बिना कारण बताए वापस ले सकते हैं, और इससे आपकी कोई मदद नहीं रुकेगी। तब भेजी गई जानकारी मिटा दी जाती है और हम आपको बताते हैं; अगर कोई क़ानून किसी हिस्से को रखने को कहे, तो हम वह हिस्सा और वह क़ानून बताते हैं।
केवल तीन अपवाद हैं: आपकी जान, शरीर या आज़ादी या किसी बच्चे को ख़तरा, जिसका फ़ैसला दो लोग मिलकर करते हैं; अदालत या क़ानून का आदेश; और आपकी दर्ज की हुई शिकायत का अगला क़ानूनी क़दम। सुरक्षित होते ही हम आपको बताते हैं।
आपके मालिक, भर्ती करने वाले और पुलिस को कुछ नहीं बताया जाता, जब तक आप ख़ुद न कहें। उनका कोई आदमी, कोई सहकर्मी या दूतावास का कोई व्यक्ति आपके लिए अनुवाद नहीं करता; आप दूसरा दुभाषिया माँग सकते हैं।
अकेले में दस मिनट सोच लीजिए। उससे पहले कुछ नहीं भेजा जाता, जब तक बात बहुत ज़रूरी न हो या आप इंतज़ार न करने को कहें। इस बीच मन बदल जाए तो उसका कोई निशान नहीं रखा जाता।
हम आपसे पूछेंगे कि आपने अपने शब्दों में क्या समझा। जो साफ़ न हो, पूछिए।`,
  urd: `فیصلہ کرنے سے پہلے:
ہم آپ کے بارے میں معلومات اُس ادارے کو بھیجنا چاہتے ہیں جس کا نام ہم آپ کو بتاتے ہیں، تاکہ وہ آپ کی مدد کر سکے۔ اُسے صرف وہی ملے گا جس کے لیے آپ ہاں کہیں، اُسی کام کے لیے اور اُسی دن تک جو ہم آپ کو بتاتے ہیں۔
آپ پوری بات کو یا کسی حصے کو نہ کہہ سکتے ہیں۔ نہ کہنے پر بھی آپ کو یہاں مدد ملتی رہے گی۔
آپ اپنی ہاں کسی بھی وقت، یہاں یا وہاں، وجہ بتائے بغیر واپس لے سکتے ہیں، اور اس سے آپ کی کوئی مدد نہیں رکے گی۔ پھر بھیجی ہوئی معلومات مٹا دی جاتی ہیں اور ہم آپ کو بتاتے ہیں؛ اگر کوئی قانون کسی حصے کو رکھنے کا پابند کرے تو ہم وہ حصہ اور وہ قانون بتاتے ہیں۔
صرف تین استثنا ہیں: آپ کی جان، جسم یا آزادی یا کسی بچے کو خطرہ، جس کا فیصلہ دو لوگ مل کر کرتے ہیں؛ عدالت یا قانون کا حکم؛ اور آپ کی اپنی دائر کی ہوئی شکایت کا اگلا قانونی قدم۔ محفوظ ہوتے ہی ہم آپ کو بتاتے ہیں۔
آپ کے مالک، بھرتی کرنے والے اور پولیس کو کچھ نہیں بتایا جاتا جب تک آپ خود نہ کہیں۔ اُن کا کوئی آدمی، کوئی ساتھی کارکن یا سفارت خانے کا کوئی شخص آپ کے لیے ترجمہ نہیں کرتا؛ آپ دوسرا مترجم مانگ سکتے ہیں۔
اکیلے میں دس منٹ سوچ لیجیے۔ اس سے پہلے کچھ نہیں بھیجا جاتا، سوائے اس کے کہ بات فوری ہو یا آپ انتظار نہ کرنے کو کہیں۔ اس دوران ارادہ بدل جائے تو اس کا کوئی نشان نہیں رکھا جاتا۔
ہم آپ سے پوچھیں گے کہ آپ نے اپنے الفاظ میں کیا سمجھا۔ جو واضح نہ ہو، پوچھیے۔`,
  ben: `সিদ্ধান্ত নেওয়ার আগে:
আমরা আপনার সম্পর্কে তথ্য সেই সংস্থাকে পাঠাতে চাই যার নাম আমরা আপনাকে বলছি, যাতে তারা আপনাকে সাহায্য করতে পারে। আপনি যেটুকুতে হ্যাঁ বলবেন শুধু সেটুকুই তারা পাবে, আমরা যে কাজের কথা ও যে দিনের কথা বলছি সেই কাজে ও সেই দিন পর্যন্ত।
আপনি সবটাতে বা কোনো অংশে না বলতে পারেন। না বললেও আপনি এখানে সাহায্য পাবেন।
আপনি যে কোনো সময়, এখানে বা সেখানে, কারণ না বলেই আপনার সম্মতি ফিরিয়ে নিতে পারেন, এতে কোনো সাহায্য বন্ধ হবে না। তখন পাঠানো তথ্য মুছে ফেলা হয় এবং আমরা আপনাকে তা জানাই; কোনো আইন কোনো অংশ রাখতে বাধ্য করলে আমরা সেই অংশ ও সেই আইনের কথা বলি।
ব্যতিক্রম মাত্র তিনটি: আপনার জীবন, শরীর বা স্বাধীনতার কিংবা কোনো শিশুর বিপদ, যা দুজন একসঙ্গে ঠিক করেন; আদালত বা আইনের আদেশ; আর আপনার করা অভিযোগের পরের আইনি ধাপ। নিরাপদ হলেই আমরা আপনাকে জানাই।
আপনি না চাইলে আপনার মালিক, নিয়োগকারী দালাল বা পুলিশকে কিছুই বলা হয় না। তাদের কেউ, কোনো সহকর্মী বা দূতাবাসের কেউ আপনার জন্য দোভাষী হন না; আপনি অন্য দোভাষী চাইতে পারেন।
একা দশ মিনিট ভেবে দেখুন। তার আগে কিছু পাঠানো হয় না, যদি না বিষয়টি জরুরি হয় বা আপনি অপেক্ষা না করতে বলেন। এর মধ্যে মত বদলালে তার কোনো চিহ্ন রাখা হয় না।
আপনি কী বুঝেছেন তা নিজের কথায় বলতে আমরা অনুরোধ করব। যা পরিষ্কার নয়, জিজ্ঞাসা করুন।`,
  npi: `निर्णय गर्नुअघि:
हामी तपाईंको बारेमा जानकारी त्यो संस्थालाई पठाउन चाहन्छौं जसको नाम हामी तपाईंलाई भन्छौं, ताकि उसले तपाईंलाई सहयोग गर्न सकोस्। तपाईंले हुन्छ भनेको कुरा मात्र उसले पाउँछ, हामीले भनेको कामका लागि र हामीले भनेको दिनसम्म।
तपाईं सबै कुरामा वा कुनै भागमा हुँदैन भन्न सक्नुहुन्छ। हुँदैन भन्दा पनि तपाईंले यहाँ सहयोग पाउनुहुन्छ।
तपाईं जुनसुकै बेला, यहाँ वा त्यहाँ, कारण नभनी आफ्नो सहमति फिर्ता लिन सक्नुहुन्छ, र यसले कुनै सहयोग रोकिँदैन। त्यसपछि पठाइएको कुरा मेटाइन्छ र हामी तपाईंलाई भन्छौं; कुनै कानुनले कुनै भाग राख्न लगाए हामी त्यो भाग र त्यो कानुन भन्छौं।
तीन वटा मात्र अपवाद छन्: तपाईंको ज्यान, शरीर वा स्वतन्त्रता वा कुनै बालबालिकालाई खतरा, जुन दुई जनाले मिलेर निर्णय गर्छन्; अदालत वा कानुनको आदेश; र तपाईंले दिएको उजुरीको अर्को कानुनी चरण। सुरक्षित हुनेबित्तिकै हामी तपाईंलाई भन्छौं।
तपाईंले नभनेसम्म तपाईंको रोजगारदाता, भर्ना गर्ने व्यक्ति र प्रहरीलाई केही भनिँदैन। उनीहरूको कोही, कुनै सहकर्मी वा दूतावासको कोही तपाईंको दोभासे हुँदैन; तपाईं अर्को दोभासे माग्न सक्नुहुन्छ।
एक्लै दस मिनेट सोच्नुहोस्। त्योभन्दा अघि केही पठाइँदैन, तर कुरा तुरुन्तको भए वा तपाईंले नपर्खनू भने बाहेक। त्यसबीच मन बदलिए त्यसको कुनै चिन्ह राखिँदैन।
तपाईंले के बुझ्नुभयो, आफ्नै शब्दमा भन्न हामी अनुरोध गर्छौं। जे स्पष्ट छैन, सोध्नुहोस्।`,
  mal: `തീരുമാനിക്കുന്നതിന് മുമ്പ്:
ഞങ്ങൾ പേരു പറയുന്ന സ്ഥാപനത്തിന് നിങ്ങളെക്കുറിച്ചുള്ള വിവരങ്ങൾ അയയ്ക്കാൻ ഞങ്ങൾ ആഗ്രഹിക്കുന്നു, അവർക്ക് നിങ്ങളെ സഹായിക്കാൻ വേണ്ടി. നിങ്ങൾ സമ്മതിക്കുന്നത് മാത്രമേ അവർക്ക് കിട്ടൂ, ഞങ്ങൾ പറയുന്ന ആവശ്യത്തിന്, ഞങ്ങൾ പറയുന്ന ദിവസം വരെ.
മുഴുവനായോ ഒരു ഭാഗത്തിനോ നിങ്ങൾക്ക് വേണ്ട എന്ന് പറയാം. വേണ്ട എന്ന് പറഞ്ഞാലും ഇവിടെ സഹായം കിട്ടും.
എപ്പോൾ വേണമെങ്കിലും, ഇവിടെയോ അവിടെയോ, കാരണം പറയാതെ നിങ്ങൾക്ക് സമ്മതം തിരിച്ചെടുക്കാം; അതുകൊണ്ട് ഒരു സഹായവും നഷ്ടപ്പെടില്ല. അപ്പോൾ അയച്ചത് മായ്ക്കും, അത് ഞങ്ങൾ നിങ്ങളോട് പറയും; ഏതെങ്കിലും നിയമം ഒരു ഭാഗം സൂക്ഷിക്കാൻ ആവശ്യപ്പെട്ടാൽ ആ ഭാഗവും ആ നിയമവും ഞങ്ങൾ പറയും.
മൂന്ന് ഒഴിവുകൾ മാത്രം: നിങ്ങളുടെ ജീവനോ ശരീരത്തിനോ സ്വാതന്ത്ര്യത്തിനോ ഒരു കുട്ടിക്കോ അപകടം, അത് രണ്ടുപേർ ചേർന്ന് തീരുമാനിക്കും; കോടതിയുടെയോ നിയമത്തിന്റെയോ ഉത്തരവ്; നിങ്ങൾ നൽകിയ പരാതിയുടെ അടുത്ത നിയമനടപടി. സുരക്ഷിതമായാലുടൻ ഞങ്ങൾ നിങ്ങളോട് പറയും.
നിങ്ങൾ ആവശ്യപ്പെടാതെ നിങ്ങളുടെ തൊഴിലുടമയോടോ റിക്രൂട്ടറോടോ പോലീസിനോടോ ഒന്നും പറയില്ല. അവരുടെ ആളോ സഹപ്രവർത്തകനോ എംബസിയിലെ ആരെങ്കിലുമോ നിങ്ങൾക്കായി പരിഭാഷപ്പെടുത്തില്ല; മറ്റൊരു പരിഭാഷകനെ ചോദിക്കാം.
തനിച്ച് പത്ത് മിനിറ്റ് ആലോചിക്കൂ. അതിനുമുമ്പ് ഒന്നും അയയ്ക്കില്ല, അടിയന്തരമല്ലെങ്കിൽ, അല്ലെങ്കിൽ കാത്തിരിക്കേണ്ട എന്ന് നിങ്ങൾ പറഞ്ഞില്ലെങ്കിൽ. ഇതിനിടെ മനസ്സ് മാറിയാൽ അതിന്റെ ഒരു അടയാളവും സൂക്ഷിക്കില്ല.
നിങ്ങൾ എന്ത് മനസ്സിലാക്കി എന്ന് സ്വന്തം വാക്കുകളിൽ പറയാൻ ഞങ്ങൾ ചോദിക്കും. വ്യക്തമല്ലാത്തത് ചോദിക്കൂ.`,
  tam: `முடிவு செய்வதற்கு முன்:
நாங்கள் பெயர் சொல்லும் அமைப்புக்கு உங்களைப் பற்றிய தகவலை அனுப்ப விரும்புகிறோம், அவர்கள் உங்களுக்கு உதவ. நீங்கள் சம்மதிப்பது மட்டுமே அவர்களுக்குக் கிடைக்கும், நாங்கள் சொல்லும் நோக்கத்திற்கு, நாங்கள் சொல்லும் நாள் வரை.
முழுவதற்கும் அல்லது ஒரு பகுதிக்கு நீங்கள் வேண்டாம் என்று சொல்லலாம். வேண்டாம் என்றாலும் இங்கே உதவி கிடைக்கும்.
எந்த நேரத்திலும், இங்கேயோ அங்கேயோ, காரணம் சொல்லாமல் உங்கள் சம்மதத்தைத் திரும்பப் பெறலாம்; அதனால் எந்த உதவியும் நிற்காது. அப்போது அனுப்பியது அழிக்கப்படும், அதை உங்களிடம் சொல்வோம்; ஒரு சட்டம் ஒரு பகுதியை வைத்திருக்கச் சொன்னால் அந்தப் பகுதியையும் அந்தச் சட்டத்தையும் சொல்வோம்.
மூன்று விதிவிலக்குகள் மட்டுமே: உங்கள் உயிர், உடல், சுதந்திரம் அல்லது ஒரு குழந்தைக்கு ஆபத்து, இதை இருவர் சேர்ந்து முடிவு செய்வர்; நீதிமன்றம் அல்லது சட்டத்தின் உத்தரவு; நீங்கள் கொடுத்த புகாரின் அடுத்த சட்டப் படி. பாதுகாப்பானதும் உங்களிடம் சொல்வோம்.
நீங்கள் கேட்காமல் உங்கள் முதலாளி, ஆள்சேர்ப்பவர், காவல்துறை ஆகியோருக்கு எதுவும் சொல்லப்படாது. அவர்களுடைய ஆள், சக பணியாளர், தூதரகத்தைச் சேர்ந்தவர் யாரும் உங்களுக்கு மொழிபெயர்க்க மாட்டார்கள்; வேறு மொழிபெயர்ப்பாளரைக் கேட்கலாம்.
தனியாகப் பத்து நிமிடம் யோசியுங்கள். அதற்கு முன் எதுவும் அனுப்பப்படாது, அவசரமாக இருந்தாலோ காத்திருக்க வேண்டாம் என்று நீங்கள் சொன்னாலோ தவிர. அதற்குள் மனம் மாறினால் அதன் எந்தத் தடயமும் வைக்கப்படாது.
நீங்கள் புரிந்துகொண்டதை உங்கள் சொற்களில் சொல்லக் கேட்போம். தெளிவில்லாததைக் கேளுங்கள்.`,
  sin: `තීරණය කිරීමට පෙර:
අපි නම කියන ආයතනයට ඔබ ගැන තොරතුරු යැවීමට අපි කැමතියි, ඔවුන්ට ඔබට උදව් කළ හැකි වන පිණිස. ඔවුන්ට ලැබෙන්නේ ඔබ එකඟ වන දේ පමණයි, අපි කියන කාර්යයට, අපි කියන දිනය දක්වා.
සියල්ලට හෝ කොටසකට ඔබට එපා කිව හැකියි. එපා කීවත් ඔබට මෙහි උදව් ලැබේ.
ඕනෑම වේලාවක, මෙහි හෝ එහි, හේතුවක් නොකියා ඔබේ එකඟතාව ආපසු ගත හැකියි; එයින් කිසිදු උදව්වක් අහිමි නොවේ. එවිට යැවූ දේ මකා දමන අතර අපි එය ඔබට කියමු; නීතියක් කොටසක් තබා ගැනීමට කියන්නේ නම් ඒ කොටස සහ ඒ නීතිය අපි ඔබට කියමු.
ව්‍යතිරේක තුනක් පමණයි: ඔබේ ජීවිතයට, ශරීරයට, නිදහසට හෝ ළමයෙකුට අනතුරක්, එය දෙදෙනෙක් එක්ව තීරණය කරති; අධිකරණයේ හෝ නීතියේ නියෝගයක්; ඔබ කළ පැමිණිල්ලේ ඊළඟ නීතිමය පියවර. ආරක්ෂිත වූ වහාම අපි ඔබට කියමු.
ඔබ ඉල්ලන්නේ නැතිව ඔබේ සේව්‍යයාට, බඳවා ගන්නාට හෝ පොලිසියට කිසිවක් නොකියයි. ඔවුන්ගේ කෙනෙක්, සගයෙක් හෝ තානාපති කාර්යාලයේ කිසිවෙක් ඔබට පරිවර්තනය නොකරයි; ඔබට වෙනත් පරිවර්තකයෙක් ඉල්ලිය හැකියි.
තනිව විනාඩි දහයක් සිතන්න. ඊට පෙර කිසිවක් නොයවයි, හදිසියක් නම් හෝ නොසිට යවන්න යැයි ඔබ කීවොත් හැර. ඒ අතර සිත වෙනස් වුවහොත් එහි කිසිදු සලකුණක් තබා නොගනී.
ඔබ තේරුම් ගත් දේ ඔබේ වචනවලින් කියන්න යැයි අපි අසමු. පැහැදිලි නැති දේ අසන්න.`,
  tgl: `Bago ka magpasya:
Nais naming ipasa ang impormasyon tungkol sa iyo sa samahang pangangalanan namin sa iyo, para matulungan ka nito. Ang makukuha lang nito ay ang sinang-ayunan mo, para sa layunin at hanggang sa araw na sasabihin namin sa iyo.
Maaari kang humindi, sa lahat o sa isang bahagi. Kahit humindi ka, tutulungan ka pa rin dito.
Maaari mong bawiin ang iyong pagsang-ayon anumang oras, dito o doon, nang walang ibinibigay na dahilan, at wala kang mawawalang tulong. Buburahin ang naipasa na at sasabihin namin iyon sa iyo; kung may batas na nag-uutos na itago ang isang bahagi, sasabihin namin kung aling bahagi at aling batas.
Tatlo lang ang hindi saklaw: panganib sa iyong buhay, katawan o kalayaan o sa isang bata, na dalawang tao ang magkasamang magpapasya; utos ng hukuman o ng batas; at ang susunod na hakbang ng batas sa reklamong ikaw ang naghain. Sasabihin namin sa iyo kapag ligtas na.
Walang sasabihin sa iyong amo, sa recruiter o sa pulis maliban kung hilingin mo. Walang tauhan nila, katrabaho o taga-embahada ang magsasalin para sa iyo, at maaari kang humingi ng ibang tagasalin.
Mag-isip ka nang mag-isa sa loob ng sampung minuto. Walang ipapadala bago iyon matapos, maliban kung agaran o hilingin mong huwag nang maghintay. Kung magbago ang isip mo, walang bakas na itatago.
Hihilingin naming sabihin mo sa sarili mong salita ang iyong naunawaan. Magtanong kung may hindi malinaw.`,
  swa: `Kabla ya kuamua:
Tungependa kutuma taarifa zako kwa shirika tunalokutajia jina, ili likusaidie. Litapata tu kile unachokubali, kwa lengo na hadi siku tunayokuambia.
Unaweza kukataa, yote au sehemu. Ukikataa, bado utapata msaada hapa.
Unaweza kuondoa kibali chako wakati wowote, hapa au kule, bila kutoa sababu, na hutapoteza msaada wowote. Kilichotumwa kitafutwa na tutakuambia; kama sheria inamlazimu mtu kuhifadhi sehemu, tutakuambia ni sehemu gani na sheria gani.
Kuna hali tatu tu za pekee: hatari kwa maisha, mwili au uhuru wako au kwa mtoto, ambayo watu wawili huamua pamoja; amri ya mahakama au ya sheria; na hatua ya kisheria inayofuata ya malalamiko uliyowasilisha. Tutakuambia mara tu itakapokuwa salama.
Mwajiri wako, aliyekuajiri na polisi hawaambiwi chochote ila ukiomba wewe. Hakuna mtu wao, mfanyakazi mwenzako wala mtu wa ubalozi anayekutafsiria, na unaweza kuomba mkalimani mwingine.
Chukua dakika kumi ukiwa peke yako ufikirie. Hakuna kinachotumwa kabla hazijaisha, ila kama ni jambo la haraka au ukiomba tusingoje. Ukibadili nia katika muda huo, hakuna alama inayobaki.
Tutakuomba utuambie kwa maneno yako ulichoelewa. Uliza chochote kisichoeleweka.`,
  amh: `ከመወሰንዎ በፊት፦
ስሙን ለምንነግርዎ ድርጅት ስለእርስዎ መረጃ ለመላክ እንፈልጋለን፤ እንዲረዳዎ። የሚደርሰው እርስዎ እሺ ያሉት ብቻ ነው፤ ለምንነግርዎ ዓላማ እና እስከምንነግርዎ ቀን ድረስ።
ለሁሉም ወይም ለከፊሉ አይሆንም ማለት ይችላሉ። አይሆንም ቢሉም እዚህ እርዳታ ያገኛሉ።
እሺታዎን በማንኛውም ጊዜ፣ እዚህም ሆነ እዚያ፣ ምክንያት ሳይሰጡ መመለስ ይችላሉ፤ በዚህ ምንም እርዳታ አያጡም። ያኔ የተላከው ይደመሰሳል፤ ይህንንም እንነግርዎታለን፤ ሕግ ከፊሉ እንዲቀመጥ ካስገደደ የትኛው ክፍል እና የትኛው ሕግ እንደሆነ እንነግርዎታለን።
ሦስት ልዩ ሁኔታዎች ብቻ አሉ፦ ለሕይወትዎ፣ ለአካልዎ፣ ለነፃነትዎ ወይም ለሕፃን አደጋ ሲኖር፣ ይህንንም ሁለት ሰዎች አብረው ይወስናሉ፤ የፍርድ ቤት ወይም የሕግ ትእዛዝ፤ እና እርስዎ ያቀረቡት አቤቱታ ቀጣይ ሕጋዊ እርምጃ። ደህንነቱ እንደተጠበቀ እንነግርዎታለን።
እርስዎ ካልጠየቁ በቀር ለአሠሪዎ፣ ለቀጣሪ ደላላ እና ለፖሊስ ምንም አይነገርም። የእነሱ ሰው፣ የሥራ ባልደረባ ወይም የኤምባሲ ሰው አያስተረጉምልዎትም፤ ሌላ አስተርጓሚ መጠየቅ ይችላሉ።
ብቻዎን አሥር ደቂቃ ያስቡ። አስቸኳይ ካልሆነ ወይም እንዳንጠብቅ ካልጠየቁ ጊዜው ሳያልቅ ምንም አይላክም። በዚህ ጊዜ ሐሳብዎን ቢቀይሩ ምንም ምልክት አይቀመጥም።
የተረዱትን በራስዎ ቃል እንዲነግሩን እንጠይቅዎታለን። ግልጽ ያልሆነውን ይጠይቁ።`,
  fra: `Avant de décider :
Nous voudrions transmettre des informations sur vous à l’organisation que nous vous nommons, pour qu’elle puisse vous aider. Elle ne reçoit que ce que vous acceptez, pour le but et jusqu’au jour que nous vous disons.
Vous pouvez dire non, à tout ou à une partie. Si vous dites non, vous recevez quand même de l’aide ici.
Vous pouvez reprendre votre accord à tout moment, ici ou là-bas, sans donner de raison, et vous n’y perdez aucune aide. Ce qui a été transmis est alors effacé et nous vous le disons ; si une loi oblige quelqu’un à en garder une partie, nous vous disons laquelle et quelle loi.
Il n’y a que trois exceptions : un danger pour votre vie, votre corps ou votre liberté ou pour un enfant, que deux personnes décident ensemble ; un ordre d’un tribunal ou de la loi ; et l’étape légale suivante d’une plainte que vous avez déposée. Nous vous le disons dès que c’est sans risque.
Votre employeur, votre recruteur et la police n’apprennent rien, sauf si vous le demandez. Personne de leur part, aucun collègue et personne d’une ambassade ne traduit pour vous, et vous pouvez demander un autre interprète.
Prenez dix minutes, en étant seul, pour réfléchir. Rien n’est envoyé avant, sauf en cas d’urgence ou si vous demandez de ne pas attendre. Si vous changez d’avis pendant ce temps, il n’en reste aucune trace.
Nous vous demanderons de dire avec vos mots ce que vous avez compris. Demandez ce qui n’est pas clair.`,
}
