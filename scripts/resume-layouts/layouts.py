"""Ways to set a résumé: heads of jobs, forms of dates, pages. Each answers HTML and keeps account of what it showed."""
import html
import random

M = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ML = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
e = html.escape


# ---- dates: form -> (text, whether the month is told)
def point(form, ym, r):
    y, m = ym
    return {
        "mon": f"{M[m-1]} {y}", "month": f"{ML[m-1]} {y}", "dot": f"{M[m-1]}. {y}" if m != 5 else f"May {y}", "slash": f"{m:02d}/{y}", "period": f"{m:02d}.{y}",
        "iso": f"{y}-{m:02d}", "yslash": f"{y}/{m:02d}", "apos": f"{M[m-1]}'{y % 100:02d}", "apos2": f"{M[m-1]} ’{y % 100:02d}", "year": f"{y}", "comma": f"{ML[m-1]}, {y}",
        "dash2": f"{M[m-1]}-{y % 100:02d}", "dashy": f"{M[m-1]}-{y}", "day": f"{ {1: 3, 2: 11}.get(m % 3, 20) } {ML[m-1]} {y}", "dmy": f"01/{m:02d}/{y}", "ord": f"{ {1: '1st', 2: '2nd', 0: '15th'}[m % 3]} {M[m-1]} {y}", "short": f"{m:02d}/{y % 100:02d}", "caps": f"{M[m-1].upper()} {y}", "single": f"{m}/{y}",
    }[form]


FORMS = ["mon", "mon", "month", "month", "dot", "slash", "slash", "period", "iso", "yslash", "apos", "apos2", "year", "year", "comma", "dash2", "dashy", "day", "dmy", "ord", "short", "caps", "single"]
NOW = ["Present", "Present", "present", "Current", "Now", "Till Date", "till date", "Ongoing", "Today", "PRESENT", "to date", "Till Now", "Currently"]


def dates(form, join, now, job, r):
    start, end = job["start"], job["end"]
    if form == "year" and join == "short2" and end and end[0] > start[0] and start[0] >= 2000:
        return f"{start[0]}–{end[0] % 100:02d}"
    if join == "short2": join = " – "
    a = point(form, start, r)
    if end is None:
        if now == "since": return f"Since {a}"
        return a + join + now
    if form == "year" and end[0] == start[0]: return a
    return a + join + point(form, end, r)


def style(r):
    form = r.choice(FORMS)
    joins = [" – ", " – ", " - ", " to ", "–", " — ", " until ", "-", " ~ ", "\u2013 "]
    join = r.choice([j for j in joins if not (form in ("iso", "dash2", "dashy") and j in ("-", "–"))] + (["short2"] * 3 if form == "year" else []))
    now = r.choice(NOW + ["since"] * 2)
    if join == " until ": now = r.choice(["now", "present", "today"])
    wrap = r.choice(["{}", "{}", "{}", "{}", "({})", "[{}]"])
    if form in ("mon", "month") and join in (" to ",) and r.random() < .4: wrap = "From {}"
    return dict(form=form, join=join, now=now, wrap=wrap)


def D(job, s, r):
    text = dates(s["form"], s["join"], s["now"], job, r)
    return e(text if text.startswith("Since") else s["wrap"].format(text))


def truth(p, s):
    month = s["form"] != "year"
    t = lambda ym: None if ym is None else f"{ym[0]}-{ym[1]:02d}" if month else str(ym[0])
    return [dict(company_name=j["company"], job_title=j["title"], start=t(j["start"]), end=t(j["end"]), is_current=j["end"] is None) for j in p["jobs"]]


TARGET = "pdf"   # a word processor knows no flexible boxes, so its rows are tables


def row(left, right):
    if TARGET == "office": return f"<table width='100%'><tr><td width='65%'>{left}</td><td align=right>{right}</td></tr></table>"
    return f'<div class=row><div>{left}</div><div>{right}</div></div>'


# ---- heads of jobs
def heads(name):
    def h(f): HEADS[name] = f; return f
    return h


HEADS = {}


@heads("title-date/company-city")
def _(j, d, r): return row(f"<b>{e(j['title'])}</b>", d) + f"<div><i>{e(j['company'])}, {e(j['city'])}</i></div>"
@heads("company-date/title")
def _(j, d, r): return row(f"<b>{e(j['company'])}</b>", d) + f"<div><i>{e(j['title'])}</i></div>"
@heads("pipes")
def _(j, d, r): return f"<div><b>{e(j['title'])} | {e(j['company'])} | {d}</b></div>"
@heads("emdash-city-date")
def _(j, d, r): return f"<div><b>{e(j['company'])}</b> — {e(j['title'])}, {e(j['city'])} ({d.strip('()[]')})</div>"
@heads("commas")
def _(j, d, r): return f"<div><b>{e(j['title'])}</b>, {e(j['company'])}, {e(j['city'])}, {d}</div>"
@heads("commas-company-first")
def _(j, d, r): return row(f"<b>{e(j['company'])}</b>, <i>{e(j['title'])}</i>", d)
@heads("date/title/company")
def _(j, d, r): return f"<div class=dim>{d}</div><div><b>{e(j['title'])}</b></div><div>{e(j['company'])}</div>"
@heads("at")
def _(j, d, r): return row(f"<b>{e(j['title'])} at {e(j['company'])}</b>", d)
@heads("at-two")
def _(j, d, r): return f"<div><b>{e(j['title'])}</b> at {e(j['company'])}</div><div class=dim>{d} | {e(j['city'])}</div>"
@heads("title/company/date-city")
def _(j, d, r): return f"<div><b>{e(j['title'])}</b></div><div>{e(j['company'])}</div><div class=dim>{d}, {e(j['city'])}</div>"
@heads("company/title/date")
def _(j, d, r): return f"<div><b>{e(j['company'])}</b></div><div>{e(j['title'])}</div><div class=dim>{d}</div>"
@heads("company-city/title-date")
def _(j, d, r): return row(f"<b>{e(j['company'])}</b>", e(j['city'])) + row(f"<i>{e(j['title'])}</i>", d)
@heads("title-city/company-date")
def _(j, d, r): return row(f"<b>{e(j['title'])}</b>", e(j['city'])) + row(f"<i>{e(j['company'])}</i>", d)
@heads("labels")
def _(j, d, r):
    a, b, c = r.choice([("Company", "Designation", "Duration"), ("Organization", "Role", "Period"), ("Employer", "Position", "Dates"), ("Name of the Organisation", "Designation", "Period")])
    return f"<div>{a} : {e(j['company'])}</div><div>{b} : {e(j['title'])}</div><div>{c} : {d}</div>"
@heads("sentence")
def _(j, d, r): return f"<div>• {'Working' if j['end'] is None else 'Worked'} as {e(j['title'])} in {e(j['company'])}, {e(j['city'].split(',')[0])} {'' if d.startswith(('From', 'Since')) else 'from '}{d.replace('Since', 'since')}.</div>"
@heads("sentence-with")
def _(j, d, r): return f"<div>{'Currently working' if j['end'] is None else 'Worked'} with <b>{e(j['company'])}</b> as <b>{e(j['title'])}</b> {'' if d.startswith(('From', 'Since')) else 'from '}{d}</div>"
@heads("dash-date")
def _(j, d, r): return row(f"<b>{e(j['title'])} - {e(j['company'])}</b>", d)
@heads("company-dash-title")
def _(j, d, r): return row(f"<b>{e(j['company'])} – {e(j['title'])}</b>", d)
@heads("pipe-city/pipe-date")
def _(j, d, r): return f"<div><b>{e(j['company'])}</b> | {e(j['city'])}</div><div>{e(j['title'])} | {d}</div>"
@heads("date-colon")
def _(j, d, r): return f"<div>{d}: <b>{e(j['title'])}</b>, {e(j['company'])}, {e(j['city'])}</div>"
@heads("numbered")
def _(j, d, r): return f"<div><b>{j['n']}. {e(j['company'])}</b>, {e(j['city'])}</div><div>{e(j['title'])} ({d.strip('()[]')})</div>"
@heads("table-left-date")
def _(j, d, r): return f"<table class=left><tr><td class=when>{d}</td><td><b>{e(j['title'])}</b><br>{e(j['company'])}, {e(j['city'])}<!--DEEDS--></td></tr></table>"
@heads("table-left-date-company")
def _(j, d, r): return f"<table class=left><tr><td class=when>{d}<br><span class=dim>{e(j['city'])}</span></td><td><b>{e(j['company'])}</b><br><i>{e(j['title'])}</i><!--DEEDS--></td></tr></table>"
@heads("caps-title")
def _(j, d, r): return f"<div><b>{e(j['title'].upper())}</b></div><div>{e(j['company'])} • {e(j['city'])} • {d}</div>"
@heads("company-in-brackets")
def _(j, d, r): return f"<div><b>{e(j['title'])}</b> ({e(j['company'])})</div><div class=dim>{d}</div>"
@heads("date-then-one-line")
def _(j, d, r): return f"<div>{d}</div><div><b>{e(j['company'])}</b> – {e(j['title'])}</div>"
@heads("three-parts")
def _(j, d, r):
    cells = [e(j["title"]), f"<b>{e(j['company'])}</b>", d]
    if TARGET == "office": return "<table width='100%'><tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr></table>"
    return "<div class=row>" + "".join(f"<div>{c}</div>" for c in cells) + "</div>"
@heads("title-company-right/date")
def _(j, d, r): return row(f"<b>{e(j['title'])}</b>", e(j['company'])) + f"<div class=dim>{d}</div>"
@heads("employment-type")
def _(j, d, r): return f"<div><b>{e(j['title'])}</b></div><div>{e(j['company'])} · Full-time</div><div class=dim>{d}</div><div class=dim>{e(j['city'])}</div>"
@heads("company-about")
def _(j, d, r): return row(f"<b>{e(j['company'])}</b>", d) + f"<div class=dim>A leading company of its kind with 4,000 people in 12 countries</div><div><b>{e(j['title'])}</b></div>"


HELD_HEADS = ["commas-company-first", "title-city/company-date", "date-colon", "company-about", "title-company-right/date", "at-two"]


def deeds(j, r, mode):
    items = j["deeds"]
    if mode == "none": return ""
    if mode == "prose": return "<p>" + e(". ".join(items) + ".") + "</p>"
    if mode == "label": return "<div><b>" + r.choice(["Responsibilities:", "Key Responsibilities", "Roles and Responsibilities:", "Achievements:"]) + "</b></div><ul>" + "".join(f"<li>{e(i)}</li>" for i in items) + "</ul>"
    stop = "." if mode == "stops" else ""
    return "<ul>" + "".join(f"<li>{e(i)}{stop}</li>" for i in items) + "</ul>"


TITLES = {
    "experience": ["Experience", "Work Experience", "Professional Experience", "Employment History", "Work History", "Career History", "Employment", "Professional Background", "Relevant Experience", "Job Experience", "Employment Record", "Organisational Experience", "Career Summary", "Experience & Internships", "Work Experience Details"],
    "education": ["Education", "Academic Qualification", "Education & Training", "Educational Qualifications", "Academic Background", "Academics", "Qualifications", "Academic Details", "Scholastic Details"],
    "skills": ["Skills", "Technical Skills", "Key Skills", "Core Competencies", "Areas of Expertise", "Professional Skills", "Skill Set", "Key Competencies", "Skills & Tools", "Expertise"],
    "summary": ["Summary", "Profile", "About Me", "Career Objective", "Professional Summary", "Objective", "Personal Statement", "Profile Summary"],
    "languages": ["Languages", "Languages Known", "Language Proficiency"],
    "certs": ["Certifications", "Certificates", "Licenses & Certifications", "Courses and Certifications", "Training"],
    "projects": ["Projects", "Academic Projects", "Personal Projects"],
    "hobbies": ["Interests", "Hobbies", "Hobbies & Interests"],
    "references": ["References", "Referees"],
    "contact": ["Contact", "Contact Details", "Get in Touch", "Personal Info"],
    "personal": ["Personal Details", "Personal Information", "Personal Profile"],
}


def title(kind, r, look):
    text = r.choice(TITLES[kind])
    if look["caps"]: text = text.upper()
    if look["spaced"]: text = " ".join(text.replace(" ", "\u00a0\u00a0"))
    if look["colon"]: text += ":"
    return f"<h2>{e(text)}</h2>"


def experience(p, s, r, head=None, mode=None):
    head = head if head in HEADS else r.choice(list(HEADS))
    mode = mode or r.choice(["bullets", "bullets", "bullets", "stops", "prose", "label", "none"])
    if head in ("sentence", "sentence-with"): mode = "none"
    p["head"] = head
    out = []
    for n, j in enumerate(p["jobs"], 1):
        j["n"] = n
        text, told = HEADS[head](j, D(j, s, r), r), deeds(j, r, mode)
        out.append("<div class=job>" + (text.replace("<!--DEEDS-->", told) if "<!--DEEDS-->" in text else text + told) + "</div>")
    return "".join(out)


def education(p, r, mode=None):
    mode = mode or r.choice(["degree-date/school", "school-date/degree", "line", "table", "three", "pipes", "in-from", "date-first"])
    out = []
    expected = None
    for x in p["edu"]:
        span = r.choice([f"{x['start']} – {x['end']}", f"{x['end']}", f"{x['start']} - {x['end']}", f"Jun {x['start']} – May {x['end']}", f"May {x['end']}", f"{x['start']}–{x['end'] % 100:02d}"])
        if x["end"] >= 2026: span = r.choice([f"Expected May {x['end']}", f"{x['start']} – {x['end']} (expected)", f"{x['start']} – {x['end']}"])
        g = f" {x['grade']}" if x["grade"] else ""
        d, c = e(x["degree"]), e(x["school"])
        if mode == "degree-date/school": out.append(row(f"<b>{d}</b>", span) + f"<div>{c}{', ' + e(g.strip()) if g else ''}</div>")
        elif mode == "school-date/degree": out.append(row(f"<b>{c}</b>", span) + f"<div>{d}</div>" + (f"<div>{e(g)}</div>" if g else ""))
        elif mode == "line": out.append(f"<div>{d}, {c}, {span}{', ' + e(g.strip()) if g else ''}</div>")
        elif mode == "three": out.append(f"<div><b>{d}</b></div><div>{c}</div><div>{span}</div>")
        elif mode == "pipes": out.append(f"<div>{d} | {c} | {span}</div>")
        elif mode == "in-from": out.append(f"<div>• {d} from {c} in {x['end']}{' with ' + e(g.strip()) if g else ''}.</div>")
        elif mode == "date-first": out.append(f"<div class=dim>{span}</div><div><b>{d}</b></div><div>{c}</div>")
    if mode == "table":
        cols = r.choice([["Course", "Institute", "Year", "Percentage"], ["Examination", "Board / University", "Year of Passing", "Marks"], ["Degree", "Institution", "Year", "CGPA/%"]])
        x = p["edu"][0]
        rows = [(x["degree"], x["school"], x["end"], r.choice(["8.1", "72%", "First Class"])),
                (r.choice(["12th", "HSC", "XII", "Intermediate"]), "State Board", x["start"], "78%"), (r.choice(["10th", "SSC", "X", "SSLC"]), "State Board", x["start"] - 2, "84.6%")]
        out.append("<table class=grid><tr>" + "".join(f"<th>{e(c)}</th>" for c in cols) + "</tr>" + "".join("<tr>" + "".join(f"<td>{e(str(c))}</td>" for c in line) + "</tr>" for line in rows) + "</table>")
    elif p["region"] == "in" and r.random() < .4:
        x = p["edu"][0]
        out.append(f"<div>• HSC, Maharashtra Board, {x['start']} – 76%</div><div>• SSC, Maharashtra Board, {x['start'] - 2} – 81%</div>")
    p["edumode"] = mode
    return "".join(out)


def skills(p, r, mode=None, narrow=False):
    items = p["skills"]
    mode = mode or r.choice(["bullets", "commas", "groups", "chips", "pipes", "stars", "bars"] + ([] if narrow else ["columns", "table", "dots"]))
    if mode == "groups" and narrow: mode = "bullets"
    p["skillmode"] = mode
    if mode == "bullets" or (narrow and mode in ("commas", "pipes")): return "<ul>" + "".join(f"<li>{e(s)}</li>" for s in items) + "</ul>"
    if mode == "commas": return f"<p>{e(', '.join(items))}</p>"
    if mode == "pipes": return f"<p>{e(' | '.join(items))}</p>"
    if mode == "dots": return f"<p>{e(' • '.join(items))}</p>"
    if mode == "chips" and TARGET == "office": mode = "commas"   # it would run the chips together
    if mode == "commas": return f"<p>{e(', '.join(items))}</p>"
    if mode == "chips": return "<div>" + " ".join(f"<span class=chip>{e(s)}</span>" for s in items) + "</div>"
    if mode == "stars": return "".join(f"<div>{e(s)} {'●' * 3}{'○' * 2}</div>" for s in items)
    if mode == "bars": return "".join(f"<div>{e(s)}<div class=bar><i></i></div></div>" for s in items)
    if mode == "columns":
        return "<table class=cols>" + "".join("<tr>" + "".join(f"<td>• {e(s)}</td>" for s in items[i:i + 3]) + "</tr>" for i in range(0, len(items), 3)) + "</table>"
    half = max(1, len(items) // 2)
    labels = r.choice([("Core", "Other"), ("Tools", "Methods"), ("Professional", "Technical"), ("Main skills", "Also"), ("Primary", "Secondary")])
    groups = list(zip(labels, (items[:half], items[half:])))
    if mode == "groups": return "".join(f"<div>{'<b>' if r.random() < 2 else ''}{e(l)}:</b> {e(', '.join(g))}</div>" for l, g in groups if g)
    return "<table class=grid>" + "".join(f"<tr><td>{e(l)}</td><td>{e(', '.join(g))}</td></tr>" for l, g in groups if g) + "</table>"


ICONS = {"mail": "M2 4h16v12H2z", "phone": "M4 2h4l2 5-3 2 4 5 3-2 4 3v3H14L4 8z", "pin": "M10 2l5 6-5 10L5 8z", "in": "M3 7h3v10H3zM8 7h3v2h4v8h-3v-6H8z", "git": "M10 2l8 8-8 8-8-8z", "web": "M2 10a8 8 0 1016 0 8 8 0 10-16 0"}


def icon(name): return f'<svg width=10 height=10 viewBox="0 0 20 20"><path d="{ICONS[name]}"/></svg> '


def contact_bits(p, r, mode):
    """Pieces of the way to reach someone; `mode` says how they are told."""
    hidden = r.random() < .35
    def link(target, text): return f'<a href="https://{e(target)}">{text}</a>'
    bits = []
    def add(kind, label, text): bits.append((icon(kind) if mode == "icons" else f"{label}: " if mode == "labels" else "") + text)
    add("pin", r.choice(["Address", "Location"]), e(p["city"]))
    add("phone", r.choice(["Phone", "Mobile", "Tel", "Mob", "Contact No", "M"]), e(p["phone"]))
    add("mail", r.choice(["Email", "E-mail", "Email ID"]), r.choice([e(p["email"]), f'<a href="mailto:{e(p["email"])}">{e(p["email"])}</a>']))
    r.shuffle(bits)
    www = r.choice(["", "www.", "https://www.", "https://"])
    if p["linkedin"]: bits.append(link("www." + p["linkedin"], icon("in") if hidden and mode == "icons" else "LinkedIn" if hidden else (icon("in") if mode == "icons" else "LinkedIn: " if mode == "labels" else "") + e(www + p["linkedin"])))
    if p["github"]: bits.append(link(p["github"], icon("git") if hidden and mode == "icons" else "GitHub" if hidden else (icon("git") if mode == "icons" else "GitHub: " if mode == "labels" else "") + e(p["github"])))
    if p["portfolio"]: bits.append(link(p["portfolio"], ("Portfolio: " if mode == "labels" else "") + e(p["portfolio"])))
    p["hidden"], p["icons"] = hidden, mode == "icons"
    return bits


def other_parts(p, r, look):
    parts = {}
    if p["languages"] and r.random() < .7:
        form = r.choice(["list", "line", "levels"])
        body = "".join(f"<div>{e(l)} – {e(v)}</div>" for l, v in p["languages"]) if form == "levels" else f"<div>{e(', '.join(l for l, _ in p['languages']))}</div>" if form == "line" else "<ul>" + "".join(f"<li>{e(l)} ({e(v)})</li>" for l, v in p["languages"]) + "</ul>"
        parts["languages"] = title("languages", r, look) + body
    if p["certs"]: parts["certs"] = title("certs", r, look) + "<ul>" + "".join(f"<li>{e(c)}, {r.randint(2012, 2024)}</li>" for c in p["certs"]) + "</ul>"
    if p["projects"]:
        parts["projects"] = title("projects", r, look) + "".join(row(f"<b>{e(x)}</b>", r.choice(["", str(r.randint(2017, 2025)), "Jan 2023 – Apr 2023"])) + f"<ul><li>Made with {e(p['skills'][0])} by a team of {r.randint(2, 5)}</li></ul>" for x in p["projects"])
    if p["hobbies"]: parts["hobbies"] = title("hobbies", r, look) + f"<div>{e(', '.join(p['hobbies']))}</div>"
    if p["referee"]:
        n, t, c = p["referee"]
        parts["references"] = title("references", r, look) + f"<div><b>{e(n)}</b></div><div>{t}, {e(c)}</div><div>{n.split()[0].lower()}@{c.split()[0].lower().strip('.,')}.example.com, +1 212 555 0100</div>"
    if p["region"] == "in" and r.random() < .4:
        parts["personal"] = title("personal", r, look) + "<table class=plain><tr><td>Date of Birth</td><td>: 14th August 1991</td></tr><tr><td>Father's Name</td><td>: Mr. Ramesh Kumar</td></tr><tr><td>Marital Status</td><td>: Single</td></tr><tr><td>Nationality</td><td>: Indian</td></tr></table>"
        parts["declaration"] = f"<h2>Declaration</h2><p>I hereby declare that the above information is true to the best of my knowledge.</p><div class=row><span>Place: {e(p['city'].split(',')[0])}</span><span>({e(p['name'])})</span></div><div>Date: 12/09/2026</div>"
    return parts


FONTS = ["Liberation Sans", "Liberation Serif", "Carlito", "DejaVu Sans", "Lato", "Roboto", "Open Sans", "DejaVu Serif"]


def sheet(r, look, body, extra=""):
    size, font = r.choice([9, 9.5, 10, 10.5, 11]), r.choice(FONTS)
    color = r.choice(["#000", "#1a4f8b", "#7a1f2b", "#0a6e5a", "#333"])
    h2 = r.choice([f"border-bottom:1px solid {color}", "", f"background:#eee;padding:2pt 4pt", f"border-top:2px solid {color};padding-top:3pt", "text-align:center"])
    hs = size + r.choice([0, 0, 1.5, 3, 5])
    return f"""<!doctype html><html><head><meta charset=utf-8><style>
@page{{size:{r.choice(['A4', 'Letter'])};margin:{r.choice([10, 14, 18])}mm}} *{{box-sizing:border-box}}
body{{font:{size}pt '{font}';margin:0;line-height:{r.choice([1.15, 1.3, 1.45])}}} h1{{font-size:{r.choice([16, 20, 24, 30])}pt;margin:0 0 2pt;color:{color};font-weight:{r.choice([400, 700])}}}
h2{{font-size:{hs}pt;margin:10pt 0 4pt;color:{color};font-weight:{700 if hs == size else r.choice([400, 700, 700])};{h2}}} ul{{margin:2pt 0 4pt;padding-left:14pt}} p{{margin:2pt 0}}
.row{{display:flex;justify-content:space-between;gap:10pt}} .job{{margin-bottom:{r.choice([4, 8])}pt;break-inside:{r.choice(['auto', 'avoid'])}}} .dim{{color:#777;font-size:{size - r.choice([0, .5, 1])}pt}} .chip{{display:inline-block;border:1px solid #999;border-radius:8pt;padding:1pt 6pt;margin:2pt 3pt}}
.bar{{height:4pt;background:#ddd;width:80%}} .bar i{{display:block;height:4pt;width:60%;background:{color}}} table{{border-collapse:collapse}} .grid{{width:100%}} .grid td,.grid th{{border:1px solid #888;padding:2pt 4pt;text-align:left;font-weight:normal}} .cols{{width:100%}} .left td{{vertical-align:top;padding:0 8pt 4pt 0}} .left .when{{width:{r.choice([80, 100, 120])}pt}}
a{{color:inherit;text-decoration:none}} {extra}</style></head><body>{body}</body></html>"""


def look(r):
    return dict(caps=r.random() < .45, spaced=r.random() < .05, colon=r.random() < .12)


def head_block(p, r, mode=None, tag="h1"):
    name = p["name"].upper() if r.random() < .3 else p["name"]
    mode = mode or r.choice(["plain", "labels", "icons"])
    bits = contact_bits(p, r, mode)
    sep = r.choice([" | ", " • ", " · ", " &nbsp; ", ", ", "<br>", "  "])
    if r.random() < .2: name = r.choice(["Mr. ", "Ms. ", "Dr. "]) * (r.random() < .3) + name
    banner = "<div style='text-align:center'><b>CURRICULUM VITAE</b></div>" if p["region"] in ("in", "xx") and r.random() < .35 else ""
    headline = f"<div class=headline>{e(p['headline'])}</div>" if r.random() < .5 else ""
    align = r.choice(["left", "center", "right"])
    if r.random() < .2:   # name left, contact right
        return banner + f"<div class=row><div><{tag}>{e(name)}</{tag}>{headline}</div><div style='text-align:right'>{'<br>'.join(bits)}</div></div>"
    return banner + f"<div style='text-align:{align}'><{tag}>{e(name)}</{tag}>{headline}<div>{sep.join(bits)}</div></div>"


LAYOUTS = {}


def layout(name, held=False):
    def keep(f):
        LAYOUTS[name] = (f, held)
        return f
    return keep


def parts(p, r, s, lk, head=None, narrow_skills=False):
    out = {"summary": title("summary", r, lk) + f"<p>{e(p['summary'])}</p>"} if r.random() < .75 else {}
    if p["jobs"]: out["experience"] = title("experience", r, lk) + experience(p, s, r, head)
    out["education"] = title("education", r, lk) + education(p, r)
    if r.random() < .9:
        out["skills"] = title("skills", r, lk) + skills(p, r, narrow=narrow_skills)
    else: p["noskills"] = True
    out |= other_parts(p, r, lk)
    return out


def join(ps, names): return "".join(ps.get(n, "") for n in names)


ALL = ["summary", "experience", "projects", "education", "skills", "certs", "languages", "hobbies", "personal", "references", "declaration"]


@layout("one-column")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk)
    order = ["summary"] + r.sample(ALL[1:5], 4) + ALL[5:]
    return sheet(r, lk, head_block(p, r) + join(ps, order))


@layout("left-sidebar")
def _(p, r, s, flip=False):
    lk = look(r)
    ps = parts(p, r, s, lk, narrow_skills=True)
    contact = title("contact", r, lk) + "".join(f"<div>{b}</div>" for b in contact_bits(p, r, r.choice(["plain", "labels", "icons"])))
    place = r.choice(["side", "top", "main"])
    name = f"<h1>{e(p['name'].upper() if r.random() < .3 else p['name'])}</h1><div>{e(p['headline'])}</div>"
    side = (name if place == "side" else "") + contact + join(ps, ["skills", "languages", "certs", "hobbies"])
    main = (name if place == "main" else "") + join(ps, ["summary", "experience", "projects", "education", "personal", "references", "declaration"])
    w = r.choice([28, 32, 36])
    dark = r.choice(["background:#24344d;color:#fff", "background:#eee", ""])
    edu = r.random() < .3
    if edu: side, main = side + ps["education"], main.replace(ps["education"], "")
    f = "right" if flip else "left"
    body = (name if place == "top" else "") + f"<div class=side style='{dark}'>{side}</div><div class=main>{main}</div>"
    return sheet(r, lk, body, f".side{{float:{f};width:{w}%;padding:6pt}} .main{{margin-{f}:{w + 3}%}} .side h2,.side h1{{color:inherit}}")


@layout("right-sidebar")
def _(p, r, s): return LAYOUTS["left-sidebar"][0](p, r, s, True)


@layout("two-columns")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk, r.choice(["title-date/company-city", "title/company/date-city", "company/title/date", "date/title/company", "caps-title", "employment-type", "company-in-brackets"]), narrow_skills=True)
    left = join(ps, ["summary", "experience", "projects"]) if r.random() < .6 else join(ps, ["summary", "education", "skills", "languages"])
    right = join(ps, [n for n in ALL if ps.get(n) and ps[n] not in left])
    return sheet(r, lk, head_block(p, r) + f"<div class=cc><div>{left}</div><div>{right}</div></div>", f".cc{{display:grid;grid-template-columns:{r.choice(['1fr 1fr', '3fr 2fr', '2fr 3fr'])};gap:{r.choice([14, 20, 30])}pt}}")


@layout("margin-headings", held=True)
def _(p, r, s):
    lk = look(r)
    lk["spaced"] = False
    ps = parts(p, r, s, lk)
    rows = "".join(f"<tr><td class=mh>{ps[n].split('</h2>')[0]}</h2></td><td>{ps[n].split('</h2>', 1)[1]}</td></tr>" for n in ALL if n in ps)
    return sheet(r, lk, head_block(p, r) + f"<table class=mt>{rows}</table>", ".mt{width:100%} .mt td{vertical-align:top;padding-bottom:8pt} .mh{width:24%} .mh h2{margin:0;border:0;font-size:11pt}")


@layout("timeline")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk, r.choice(["table-left-date", "table-left-date-company", "date/title/company"]))
    return sheet(r, lk, head_block(p, r) + join(ps, ALL), ".job{border-left:2px solid #aaa;padding-left:10pt}")


@layout("biodata")
def _(p, r, s):
    lk = look(r)
    p["region"] = "in"
    ps = parts(p, r, s, lk, r.choice(["labels", "sentence", "sentence-with", "numbered", "pipes"]))
    cols = r.choice([["Name of the Organisation", "Designation", "Period"], ["Company", "Position", "Duration", "CTC"], ["S.No", "Organization", "Designation", "From", "To"], ["Employer", "Role", "Tenure"]])
    if p["jobs"] and r.random() < .5:
        p["head"] = "table"
        lines = []
        for n, j in enumerate(p["jobs"], 1):
            f = point(s["form"], j["start"], r)
            t = point(s["form"], j["end"], r) if j["end"] else "Till Date"
            cell = {"Name of the Organisation": j["company"], "Company": j["company"], "Organization": j["company"], "Employer": j["company"], "Designation": j["title"], "Position": j["title"], "Role": j["title"], "Period": f"{f} to {t}", "Duration": f"{f} to {t}", "Tenure": f"{f} – {t}", "CTC": f"{r.randint(3, 18)} LPA", "S.No": str(n), "From": f, "To": t}
            lines.append("<tr>" + "".join(f"<td>{e(cell[c])}</td>" for c in cols) + "</tr>")
        ps["experience"] = title("experience", r, lk) + "<table class=grid><tr>" + "".join(f"<th>{e(c)}</th>" for c in cols) + "</tr>" + "".join(lines) + "</table>"
    extra = f"<p>Current CTC: {r.randint(3, 20)} LPA</p><p>Notice Period: 30 days</p>" if r.random() < .4 else ""
    body = f"<div style='text-align:center'><h1>{r.choice(['RESUME', 'CURRICULUM VITAE', 'BIO-DATA'])}</h1></div>" if r.random() < .5 else ""
    head = f"<div><b>{e(p['name'].upper() if r.random() < .5 else p['name'])}</b></div><div>{'</div><div>'.join(contact_bits(p, r, 'labels'))}</div>"
    return sheet(r, lk, body + head + join(ps, ALL).replace("<h2>Declaration", extra + "<h2>Declaration"))


@layout("linkedin-export")
def _(p, r, s):
    s.update(form="month", join=" - ", now="Present", wrap="{}")
    lk = dict(caps=False, spaced=False, colon=False)
    span = lambda j: (lambda m: f" ({m // 12} year{'s' if m // 12 != 1 else ''} {m % 12} month{'s' if m % 12 != 1 else ''})" if m >= 12 else f" ({m} months)")(((j['end'] or (2026, 11))[0] - j['start'][0]) * 12 + (j['end'] or (2026, 11))[1] - j['start'][1] + 1)
    p["skills"] = p["skills"][:3]
    p["portfolio"] = None if r.random() < .7 else p["portfolio"]
    p["github"] = None
    slug = p["linkedin"] or ""
    side = f"<h2>Contact</h2><div>{e(p['phone'])} (Mobile)</div><div>{e(p['email'])}</div>" + (f"<div><a href='https://www.{slug}'>www.{slug}</a><br><span class=dim>(LinkedIn)</span></div>" if slug else "") + (f"<div>{p['portfolio']} (Portfolio)</div>" if p["portfolio"] else "")
    side += "<h2>Top Skills</h2>" + "".join(f"<div>{e(x)}</div>" for x in p["skills"])
    side += "<h2>Languages</h2>" + "".join(f"<div>{e(l)} ({e(v)})</div>" for l, v in p["languages"])
    if p["certs"]: side += "<h2>Certifications</h2>" + "".join(f"<div>{e(c)}</div>" for c in p["certs"])
    main = f"<h1>{e(p['name'])}</h1><div class=hl>{e(p['headline'])} at {e(p['jobs'][0]['company']) if p['jobs'] else 'home'}</div><div class=dim>{e(p['city'])}</div><h3>Summary</h3><p>{e(p['summary'])}</p>"
    if p["jobs"]:
        main += "<h3>Experience</h3>" + "".join(f"<div class=job><div class=co>{e(j['company'])}</div><div>{e(j['title'])}</div><div class=dim>{D(j, s, r)}{span(j)}</div><div class=dim>{e(j['city'])}</div>{deeds(j, r, r.choice(['none', 'prose', 'none']))}</div>" for j in p["jobs"])
    x = p["edu"][0]
    p["head"] = "linkedin"
    main += f"<h3>Education</h3><div class=co>{e(x['school'])}</div><div>{e(x['degree'])} · ({x['start']} - {x['end']})</div>"
    return sheet(r, lk, f"<div class=side>{side}</div><div class=main>{main}</div>", ".side{float:left;width:30%;background:#293e49;color:#fff;padding:10pt} .main{margin-left:34%} .side h2{color:#fff;border:0;background:none;font-size:13pt} h3{font-size:15pt;margin:10pt 0 4pt;font-weight:400} .co{font-size:12pt}")


@layout("several-posts")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk)
    if len(p["jobs"]) >= 2:
        p["jobs"][1]["company"] = p["jobs"][0]["company"]
        groups = [p["jobs"][:2]] + [[j] for j in p["jobs"][2:]]
        body = ""
        total = r.random() < .5
        for g in groups:
            whole = {"start": g[-1]["start"], "end": g[0]["end"]}
            right = D(whole, s, r) if total and len(g) > 1 else e(g[0]["city"])
            body += "<div class=job>" + row(f"<b>{e(g[0]['company'])}</b>", right) + "".join(row(f"<i>{e(j['title'])}</i>", D(j, s, r)) + deeds(j, r, "bullets") for j in g) + "</div>"
        ps["experience"] = title("experience", r, lk) + body
        p["head"] = "several" + ("-total" if total else "")
    return sheet(r, lk, head_block(p, r) + join(ps, ALL))


@layout("europass", held=True)
def _(p, r, s):
    s.update(form=r.choice(["slash", "dmy", "year", "mon", "period"]), join=r.choice([" – ", " to ", " - "]), now=r.choice(["Present", "Current", "present"]), wrap="{}")
    lk = dict(caps=r.random() < .6, spaced=False, colon=False)
    p["head"] = "europass"
    line = lambda a, b: f"<tr><td class=l>{a}</td><td>{b}</td></tr>"
    t = line("<h2>Personal information</h2>", "") + line("Name", f"<b>{e(p['name'])}</b>") + line("Address", e(p["city"])) + line("Telephone", e(p["phone"])) + line("E-mail", e(p["email"]))
    if p["linkedin"]: t += line("LinkedIn", e(p["linkedin"]))
    if p["github"]: t += line("GitHub", e(p["github"]))
    p["portfolio"] = None
    if p["jobs"]: t += line("<h2>Work experience</h2>", "")
    for j in p["jobs"]:
        t += line("Dates", D(j, s, r)) + line("Occupation or position held", e(j["title"])) + line("Main activities and responsibilities", e("; ".join(j["deeds"]))) + line("Name and address of employer", e(j["company"] + ", " + j["city"])) + line("&nbsp;", "")
    x = p["edu"][0]
    t += line("<h2>Education and training</h2>", "") + line("Dates", f"{x['start']} – {x['end']}") + line("Title of qualification awarded", e(x["degree"])) + line("Name of organisation providing education", e(x["school"]))
    t += line("<h2>Personal skills</h2>", "") + line("Mother tongue", e(p["languages"][0][0])) + line("Other skills", e(", ".join(p["skills"])))
    return sheet(r, lk, f"<h1>{r.choice(['Europass Curriculum Vitae', 'Curriculum Vitae'])}</h1><table>{t}</table>", ".l{width:32%;text-align:right;padding-right:10pt;color:#444} td{vertical-align:top;padding:1pt 4pt} h2{border:0!important;background:none!important;text-align:right}")


@layout("academic")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk)
    pubs = "<h2>Publications</h2>" + "".join(f"<p>[{i}] {e(p['name'].split()[-1])}, A. and Smith, J. ({r.randint(2012, 2024)}). {e(t)}. <i>Journal of Things</i>, {r.randint(2, 40)}({i}), 12–{r.randint(20, 40)}.</p>" for i, t in enumerate(["On the habits of careful people", "A study of small errors"], 1))
    awards = f"<h2>Awards</h2><p>{r.randint(2014, 2020)} Dean's List</p><p>{r.randint(2014, 2020)} Travel grant, 1,200 EUR</p>"
    return sheet(r, lk, head_block(p, r) + join(ps, ["summary", "education", "experience"]) + pubs + awards + join(ps, ["skills", "languages", "certs", "references"]))


@layout("canva", held=True)
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk, r.choice(["title/company/date-city", "company/title/date", "caps-title", "title-date/company-city", "employment-type", "at-two"]), narrow_skills=True)
    words = p["name"].split()
    name = f"<div class=n1>{e(words[0])}</div><div class=n2>{e(' '.join(words[1:]))}</div><div class=hl>{e(p['headline'].upper())}</div>"
    contact = title("contact", r, lk) + "".join(f"<div class=c>{b}</div>" for b in contact_bits(p, r, "icons"))
    a = contact + join(ps, ["education", "skills", "languages", "certs"])
    b = join(ps, ["summary", "experience", "projects", "references"])
    return sheet(r, lk, f"<div class=top>{name}</div><div class=a>{a}</div><div class=b>{b}</div>", ".top{background:#e7ddd3;padding:14pt;margin-bottom:8pt} .n1,.n2{font-size:28pt;letter-spacing:2pt;line-height:1} .hl{letter-spacing:3pt;font-size:9pt;margin-top:4pt} .a{position:absolute;left:0;width:33%} .b{margin-left:37%} .c{margin-bottom:3pt}")


@layout("boxed-table")
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk)
    body = "".join(f"<tr><td class=cell>{ps[n]}</td></tr>" for n in ALL if n in ps)
    return sheet(r, lk, f"<table class=outer><tr><td class=cell>{head_block(p, r)}</td></tr>{body}</table>", ".outer{width:100%} .cell{border:1px solid #555;padding:4pt}")


@layout("skills-first-functional", held=True)
def _(p, r, s):
    lk = look(r)
    ps = parts(p, r, s, lk)
    return sheet(r, lk, head_block(p, r) + join(ps, ["skills", "summary", "certs", "education", "experience", "languages", "hobbies", "references"]))


# ---- plain text
def text_resume(p, r, s):
    rule = r.choice(["=", "-", "*", "~", None])
    upper = r.random() < .6
    out = []
    center = r.random() < .3
    out.append(p["name"].upper() if r.random() < .5 else p["name"])
    if r.random() < .4: out.append(p["headline"])
    labels = r.random() < .5
    bits = [("Phone", p["phone"]), ("Email", p["email"]), ("LinkedIn", p["linkedin"]), ("GitHub", p["github"]), ("Website", p["portfolio"]), ("Location", p["city"])]
    bits = [(f"{a}: {b}" if labels else b) for a, b in bits if b]
    out += bits if r.random() < .6 else [r.choice([" | ", " / ", "   "]).join(bits)] if not labels else bits
    def h(kind):
        t = r.choice(TITLES[kind])
        t = t.upper() if upper else t
        out.extend(["", t] + ([rule * r.choice([len(t), 60])] if rule else []))
    if r.random() < .7: h("summary"); out.append(p["summary"])
    order = ["experience", "education", "skills"]
    r.shuffle(order)
    for kind in order:
        if kind == "experience" and p["jobs"]:
            h(kind)
            form = r.choice(["tc-d", "t/c/d", "c, city   d / t", "t at c (d)", "c | t | d", "labels", "d  t, c", "t, c, d"])
            p["head"] = "txt:" + form
            for j in p["jobs"]:
                import html as H
                d = H.unescape(D(j, s, r))
                t, c = j["title"], j["company"]
                out += {"tc-d": [f"{t}, {c}" + " " * 8 + d], "t/c/d": [t, c, d], "c, city   d / t": [f"{c}, {j['city']}" + " " * 12 + d, t], "t at c (d)": [f"{t} at {c} ({d.strip('()[]')})"], "c | t | d": [f"{c} | {t} | {d}"], "labels": [f"Company: {c}", f"Title: {t}", f"Period: {d}"], "d  t, c": [f"{d:24s}{t}, {c}"], "t, c, d": [f"{t}, {c}, {d}"]}[form]
                out += [r.choice(["- ", "* ", "  - ", "• "]) + x for x in j["deeds"]] + [""]
        if kind == "education":
            h(kind)
            x = p["edu"][0]
            p["edumode"] = "text"
            out += r.choice([[f"{x['degree']}, {x['school']}, {x['end']}"], [x["school"], f"{x['degree']}   {x['start']} - {x['end']}"], [f"{x['degree']}", f"{x['school']}", f"{x['end']}"]])
        if kind == "skills":
            h(kind)
            p["skillmode"] = "text"
            out += r.choice([[", ".join(p["skills"])], ["- " + x for x in p["skills"]], [" | ".join(p["skills"])]])
    if p["referee"] and r.random() < .5:
        h("references")
        n, t, c = p["referee"]
        out += [f"{n}, {t}, {c}", f"{n.split()[0].lower()}@{c.split()[0].lower().strip('.,')}.example.com"]
    if center: out[0] = " " * 20 + out[0]
    return "\n".join(out) + "\n"
