"""Makes the expected numbers of ParityTests with sentence-transformers on the same weights.

    python3 -m venv venv && venv/bin/pip install sentence-transformers
    venv/bin/python Tests/MatchingTests/Fixtures/make_parity.py var/toolchain/minilm Tests/MatchingTests/Fixtures

Run once; the files it writes are kept. Vectors are 16-bit whole numbers, value * 32767 * 2 (every number of these vectors is below 0.5).
"""
import json, random, sys
import numpy as np
from sentence_transformers import SentenceTransformer, models

folder, out = sys.argv[1], sys.argv[2]
chance = random.Random(7)
HAND = """||Swift|a|!!!|C++, C#, F#, .NET|naïve café résumé Ångström Œuvre ÀÉÎÕÜ ß ẞ ſ|e\u0301te\u0301 N\u0303 o\u0308|İstanbul ISPARTA ığdır|Zażółć gęślą jaźń, Łódź
Пётр Иванов, разработчик на Java и Kotlin, Москва, 5 лет опыта|Программист 1С: бухгалтерия, зарплата и управление персоналом|Ελληνικά: προγραμματιστής λογισμικού στην Αθήνα|Старший бухгалтер, ЗУП, МСФО
软件工程师，精通Java和Python，五年经验|東京のソフトウェアエンジニア、クラウドとコンテナ|한국어 이력서: 서버 개발자, 서울|ｆｕｌｌｗｉｄｔｈ　ｔｅｘｔ　１２３|簡體與繁體 中文 混合 English 文本|カタカナ ﾊﾝｶｸ がぎぐげご ぱぴぷ
हिन्दी में अनुभव: वरिष्ठ लेखाकार, मुंबई|தமிழ் மென்பொருள் பொறியாளர், சென்னை|తెలుగు సాఫ్ట్‌వేర్ ఇంజనీర్|বাংলা প্রকৌশলী, কলকাতা|ಕನ್ನಡ ಬೆಂಗಳೂರು|ગુજરાતી વેપારી|ਪੰਜਾਬੀ ਡਰਾਈਵਰ|മലയാളം നഴ്സ്
مهندس برمجيات في دبي، خبرة خمس سنوات|مُهَنْدِسٌ بَرْمَجِيٌّ|מפתח תוכנה בתל אביב|מְפַתֵּחַ|اردو میں تجربہ|ภาษาไทย วิศวกรซอฟต์แวร์ กรุงเทพ|Kỹ sư phần mềm tại Hà Nội|ქართული|Հայերեն|አማርኛ
🙂 emoji 👩‍💻 engineer 🚀🚀 10x|🇮🇳 India|flag 🏳️‍🌈 and ☕️|x\u200by zero\u200bwidth\u00a0space\ufeff|tab\tnew\nline\r\nend|soft\u00adhyphen|nul\u0000inside|\ufffd replacement|private \ue000 use|math 𝐁𝐨𝐥𝐝 𝓼𝓬𝓻𝓲𝓹𝓽 ℝ ½ ² ™ ©
[CLS] inside [SEP] and [MASK]s [UNK] [PAD] [cls]|$100 + 20% = €120 ^ ~ ` | a<b>c|"quotes" 'single' «guillemets» “curly” — dash – en … dots|snake_case kebab-case CamelCase dot.case path/to/file|user@example.com https://example.com/a?b=c#d|+91 98765 43210|O'Reilly's don't can't I'm|1,234,567.89 3.5 2019-2024 ₹18,00,000 p.a.|(nested [brackets {here}])|‰ § ¶ † ‡ • ‣ ※ 、 。 「」
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ok|pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism|qwrtzpsdfg zxcvbnm jjjjj|ÀÀÀÀ ÉÉÉ ǅ ǆ Ǆ ﬁ ﬂ ﬃ|Ω Å K (units) µ|ΑΣ ΟΔΟΣ σς|ＪＡＶＡ　ＳＣＲＩＰＴ|U+1F600 😀 newer 🫠 🪿 🫨|Ꞌ ꞌ ꭰ Ꭰ 𞤀 𐐀|a\u0345b \u0301start"""
texts = [text for line in HAND.split("\n") for text in line.split("|")]
texts.append("mid\x00nul, \u2028 line \u2029 paragraph \x85 next \x0b vt \x0c ff \x1f us")

SKILLS = "Java,Python,React,Node.js,PostgreSQL,Kubernetes,AWS,Terraform,Figma,Salesforce,SAP FICO,Tally Prime,GST,Payroll,Welding,Nursing,Phlebotomy,Forklift,AutoCAD,Revit,Copywriting,SEO,Negotiation,Spanish,C++,C#,.NET Core,Machine Learning,Excel,Power BI,Cold calling,Barista,Carpentry,Network security,Linux,Kafka,Spark,Airflow,Go,Rust".split(",")
ROLES = "Software Engineer,Accounts Executive,Staff Nurse,Sales Lead,Warehouse Supervisor,Data Scientist,HR Generalist,Civil Engineer,Chef de partie,Product Manager,QA Analyst,DevOps Engineer".split(",")
VERBS = "built,led,designed,maintained,audited,sold,trained,migrated,automated,reduced,reconciled,repaired".split(",")
THINGS = "the billing system,a team of seven people,monthly closing for 14 entities,ward rounds and charting,stock counts in three depots,an event pipeline on Kafka,the hiring plan,a 40-bed unit,the mobile app (React Native),customer renewals worth ₹2.4 crore,site safety inspections,dashboards for the board".split(",")

def sentence():
    return f"{chance.choice(VERBS).capitalize()} {chance.choice(THINGS)} with {chance.choice(SKILLS)} and {chance.choice(SKILLS)}, {chance.randint(2, 90)}% {chance.choice(['faster', 'cheaper', 'fewer errors'])} in {chance.randint(2009, 2026)}."

while len(texts) < 150:
    texts.append(f"Role: {chance.choice(ROLES)}. Skills: {', '.join(chance.sample(SKILLS, chance.randint(1, 12)))}")
while len(texts) < 200:
    texts.append(f"{chance.choice(ROLES)}. " + " ".join(sentence() for _ in range(chance.randint(1, 9))))
scripts = [t for t in texts if any(ord(c) > 0x500 for c in t) and len(t) > 15][:8]
for n in range(12):                                              # longer than the model reads
    texts.append(" ".join(sentence() for _ in range(14 + n)))
for t in scripts:
    texts.append((t + " ") * (1 + 400 // len(t)))
texts.append("data " * 253 + "end")                             # 254 pieces: fits exactly
texts.append("data " * 254 + "end")                             # one too many
texts.append("data " * 253 + "antidisestablishmentarianism")     # cut in the middle of a word

word = models.Transformer(folder, max_seq_length=256)
model = SentenceTransformer(modules=[word, models.Pooling(384), models.Normalize()], device="cpu")
vectors = model.encode(texts, batch_size=1, convert_to_numpy=True, normalize_embeddings=True)
ids = [model.tokenizer(t, truncation=True, max_length=256)["input_ids"] for t in texts]
assert abs(vectors).max() < 0.5
json.dump(texts, open(f"{out}/parity-texts.json", "w"), ensure_ascii=True, indent=0)
np.round(vectors * 65534).astype("<i2").tofile(f"{out}/parity-vectors.bin")
np.concatenate([[len(i)] + i for i in ids]).astype("<i2").tofile(f"{out}/parity-tokens.bin")
print(len(texts), "texts,", sum(len(i) == 256 for i in ids), "cut at 256 tokens,", min(map(len, ids)), "to", max(map(len, ids)))
