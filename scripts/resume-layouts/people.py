"""People who do not exist, over many trades and countries, for résumés whose facts are known."""
import random

NAMES = """Aarav Deshmukh|Priya Raghunathan|Mohammed Irfan Shaikh|Lakshmi Narayanan|Gurpreet Kaur Bedi|Sunil Kumar P|R. Venkatesh|Anjali Menon|Debashish Mukherjee|
Thomas O'Connell|Siobhán Byrne|Callum Fraser|Harriet Wainwright|Oluwaseun Adeyemi|Chinedu Okafor|Wanjiru Kamau|Thabo Mokoena|Fatima Zahra El Idrissi|Youssef Haddad|
Aisha Rahman|Bilal Qureshi|Nguyen Van Minh|Tran Thi Hoa|Li Wei|Zhang Xiaoming|Kenji Watanabe|Yuki Tanaka|Park Ji-hoon|Siti Nurhaliza Binti Ahmad|Dewi Kusuma|
Maria Clara Santos|João Pedro Almeida|Carlos Hernández Ruiz|Lucía Fernández|Diego Morales|Camille Dubois|Jean-Luc Moreau|Giulia Rossi|Marco Bianchi|Sven Lindqvist|
Astrid Johansen|Mikkel Sørensen|Pieter van der Berg|Anke de Vries|Katarzyna Wójcik|Piotr Nowak|Jana Novotná|Zoltán Kovács|Ioana Popescu|Dimitrios Papadopoulos|
Elif Yılmaz|Mehmet Demir|Olga Ivanova|Dmytro Shevchenko|Noa Ben-David|Emily Carter|Michael T. Robinson|Jasmine Brooks|DeShawn Williams|Ashley Nicole Turner|
Robert J. Hughes|Grace Kim|Daniel Nakamura|Isabella Marino|Liam Murphy|Chloe Thompson|William Baker|Hannah Schneider|Lukas Hoffmann|Benjamin Cook|
Rohit Sharma|Neha Gupta|Vikram Singh Rathore|Pooja Iyer|Arjun Reddy|Sneha Patil|Kavya Krishnamurthy|Manoj Tiwari|Rajesh Pillai|Ritu Agarwal""".replace("\n", "").split("|")

CITIES = {
    "in": ["Pune", "Bengaluru", "Hyderabad", "Nashik", "Coimbatore", "Kochi", "Noida", "Mumbai, Maharashtra", "Chennai, India", "Rajkot, Gujarat", "Vijayawada", "Hosur, Tamil Nadu"],
    "us": ["Austin, TX", "Boise, ID", "Cleveland, OH", "New York, NY", "Spokane, WA", "Tulsa, Oklahoma", "San Jose, CA", "Chicago, IL", "Durham, NC", "Omaha, NE"],
    "eu": ["Leeds", "Cork, Ireland", "Lyon, France", "Graz, Austria", "Utrecht", "Malmö, Sweden", "Gdańsk, Poland", "Porto, Portugal", "Hamburg", "Ghent, Belgium", "Sheffield, UK", "Turin, Italy"],
    "xx": ["Nairobi, Kenya", "Lagos", "Cebu City", "Dubai, UAE", "Cape Town", "Kuala Lumpur", "Lahore, Pakistan", "Dhaka", "Accra, Ghana", "Sharjah", "Muscat, Oman", "Doha"],
}

# trade: titles from senior to junior; employers; skills; what was done; degrees; certificates
TRADES = {
    "software": (
        ["Senior Software Engineer", "Software Developer", "Full Stack Developer", "Backend Engineer", "Junior Web Developer", "Software Engineering Intern", "Tech Lead", "SDE II", "Programmer Analyst"],
        ["Zentara", "BluePeak Technologies Pvt. Ltd.", "Northwind Labs", "Klarity", "Orbis Systems", "PixelForge", "Datanova Solutions", "Mindspark", "Quantiva Inc.", "Brightloom", "Tata Elxsi", "Razorpay", "Zalando SE", "Monzo"],
        ["Java", "Spring Boot", "Python", "Django", "JavaScript", "TypeScript", "React", "Node.js", "PostgreSQL", "MongoDB", "Docker", "Kubernetes", "AWS", "Git", "Jenkins", "REST APIs", "GraphQL", "Redis", "Linux", "HTML5", "CSS3", "C++", "Kafka"],
        ["Built a payments service that handles 2,000 requests a second", "Cut page load time by 40% with code splitting and caching", "Led the move from a monolith to twelve services on Kubernetes", "Wrote unit and integration tests, raising coverage from 35% to 80%", "Mentored three new joiners and reviewed their code", "Designed the REST API used by the mobile apps since 2018", "Automated releases with Jenkins and Docker", "Reduced the cloud bill by a fifth in 2021"],
        ["B.Tech in Computer Science and Engineering", "Bachelor of Engineering (Information Technology)", "M.Sc. Computer Science", "BSc (Hons) Software Engineering", "Master of Computer Applications", "B.E. Computer Science"],
        ["AWS Certified Solutions Architect – Associate", "Oracle Certified Java Programmer", "Certified Kubernetes Administrator"]),
    "nurse": (
        ["Staff Nurse", "Registered Nurse", "ICU Nurse", "Charge Nurse", "Nursing Assistant", "Ward Sister", "Clinical Nurse Specialist", "Healthcare Assistant"],
        ["St. Luke's Medical Center", "Apollo Hospitals", "Royal Infirmary of Edinburgh", "Mercy General", "Sunrise Care Home", "King Faisal Specialist Hospital", "Fortis Healthcare", "Leeds Teaching Hospitals NHS Trust", "Aga Khan University Hospital"],
        ["Patient assessment", "IV cannulation", "Wound care", "Medication administration", "Triage", "BLS", "ACLS", "Electronic health records", "Infection control", "Ventilator care", "Phlebotomy", "Patient education"],
        ["Cared for up to 6 ventilated patients a shift in a 24-bed unit", "Trained 14 new nurses in infection control", "Kept charts to the standard of the ward's audit of 2019", "Gave medication and monitored vital signs", "Worked with doctors and families on plans of care", "Reduced pressure ulcers by 30%"],
        ["Bachelor of Science in Nursing", "B.Sc. Nursing", "Diploma in General Nursing and Midwifery", "BSN", "Associate Degree in Nursing"],
        ["Basic Life Support (BLS)", "Registered Nurse Licence", "Advanced Cardiac Life Support"]),
    "accountant": (
        ["Senior Accountant", "Accounts Executive", "Accountant", "Assistant Manager - Accounts", "Accounts Payable Specialist", "Audit Associate", "Finance Manager", "Junior Accountant", "Article Assistant"],
        ["Mehta & Sons", "Grant Thornton", "Kirloskar Pumps Ltd", "Sterling Foods", "R. K. Jain & Co.", "Harbour Freight Partners", "BDO", "Emirates Steel", "Larsen & Toubro", "Northgate Properties", "Wipro"],
        ["Tally ERP 9", "GST", "TDS", "Bank reconciliation", "MS Excel", "SAP FICO", "Financial reporting", "Accounts payable", "Accounts receivable", "Payroll", "QuickBooks", "Budgeting", "Taxation", "IFRS"],
        ["Prepared monthly and yearly accounts for 8 companies", "Filed GST and TDS returns on time", "Reconciled 14 bank accounts every month", "Handled statutory audit for FY 2018-19", "Reduced debtor days from 62 to 41", "Processed payroll for 240 people"],
        ["B.Com", "Master of Commerce", "Bachelor of Commerce (Accounting and Finance)", "M.Com", "BSc Accounting and Finance", "MBA Finance"],
        ["Chartered Accountant (Inter)", "ACCA (Affiliate)", "Tally Certified Professional"]),
    "sales": (
        ["Regional Sales Manager", "Area Sales Executive", "Account Executive", "Sales Officer", "Business Development Manager", "Inside Sales Representative", "Key Account Manager", "Territory Manager", "Sales Trainee"],
        ["Hindustan Unilever", "Marico", "Cloverleaf Beverages", "Vertex Medical Devices", "Orange Telecom", "Sun Pharma", "Castrol India Limited", "Bosch Home Appliances", "Pfizer", "Blue Dart Express", "Zoho"],
        ["B2B sales", "Negotiation", "Channel management", "Salesforce", "Cold calling", "Key account management", "Forecasting", "CRM", "Team leadership", "Market research", "Distributor management", "Presentations"],
        ["Grew sales in the western region from 4 to 9 crore", "Opened 120 new outlets in 2017", "Managed 14 distributors and a team of 9", "Beat the yearly target by 18% three years running", "Negotiated contracts with hospitals and pharmacies", "Launched two products in a new market"],
        ["MBA (Marketing)", "PGDM in Marketing", "Bachelor of Business Administration", "BBA", "B.Sc. Chemistry", "BA in Economics"],
        ["Certified Sales Professional", "Google Ads Certification"]),
    "chef": (
        ["Executive Chef", "Sous Chef", "Chef de Partie", "Commis Chef", "Line Cook", "Head Chef", "Pastry Chef", "Kitchen Porter"],
        ["The Oberoi", "Taj Lands End", "La Petite Maison", "Marriott Marquis", "Carluccio's", "The Old Mill", "Casa Lucía", "Royal Caribbean Cruises", "Brasserie Zedel", "Gasthof Adler"],
        ["Menu planning", "Food costing", "HACCP", "Pastry", "Inventory control", "Indian cuisine", "French cuisine", "Kitchen management", "Plating", "Catering", "Food safety"],
        ["Ran a kitchen of 18 for a restaurant of 140 seats", "Brought food cost down from 34% to 28%", "Wrote a menu of local produce that changes each season", "Trained apprentices in the cold kitchen", "Catered weddings for up to 600 guests", "Kept HACCP records without a fault"],
        ["Diploma in Culinary Arts", "Bachelor of Hotel Management", "BHM", "Associate of Applied Science in Culinary Arts", "NVQ Level 3 Professional Cookery"],
        ["Food Safety Level 3", "WSET Level 2"]),
    "civil": (
        ["Site Engineer", "Senior Civil Engineer", "Project Engineer", "Quantity Surveyor", "Planning Engineer", "Graduate Civil Engineer", "Construction Manager", "Junior Engineer", "QA/QC Engineer"],
        ["Shapoorji Pallonji", "Arabtec Construction", "Skanska", "Afcons Infrastructure Limited", "Balfour Beatty", "DLF", "Al Habtoor Leighton", "Gammon India Ltd.", "Mott MacDonald", "Bechtel"],
        ["AutoCAD", "STAAD Pro", "Primavera P6", "Quantity estimation", "Site supervision", "Revit", "MS Project", "Surveying", "Bar bending schedules", "Contract administration", "Quality control"],
        ["Supervised the concrete works of a tower of 32 floors", "Prepared bills of quantities and checked contractors' claims", "Finished a bridge of 240 m two months early", "Kept a site of 300 workers without a lost day", "Checked drawings against the code and the site", "Planned works in Primavera and reported progress each week"],
        ["B.E. Civil Engineering", "BEng Civil Engineering", "Diploma in Civil Engineering", "M.Tech in Structural Engineering", "Bachelor of Technology in Civil Engineering"],
        ["PMP", "NEBOSH IGC"]),
    "teacher": (
        ["Mathematics Teacher", "Primary School Teacher", "PGT Physics", "Lecturer in English", "Teaching Assistant", "Head of Department", "Substitute Teacher", "Special Education Teacher", "Assistant Professor"],
        ["Delhi Public School", "Greenfield Academy", "St. Xavier's High School", "Lincoln Middle School", "GEMS Wellington", "Hillcrest Primary", "Kendriya Vidyalaya", "Sacred Heart Convent", "Trinity Grammar School", "University of Nairobi"],
        ["Lesson planning", "Classroom management", "Differentiated instruction", "Google Classroom", "Curriculum design", "Assessment", "Parent communication", "Special needs support", "Smart boards", "Counselling"],
        ["Taught algebra and geometry to classes of 32", "Raised the pass rate from 71% to 88%", "Ran the chess club and the science fair of 2018", "Wrote lesson plans for grades 6 to 8", "Worked with parents on plans for pupils with special needs", "Organised trips for 120 pupils"],
        ["Bachelor of Education", "M.Sc. Mathematics, B.Ed.", "B.Ed", "Master of Arts in English Literature", "BA (Hons) History", "Master of Education", "Ph.D. in Physics"],
        ["CTET", "Qualified Teacher Status", "TEFL Certificate"]),
    "hr": (
        ["HR Manager", "HR Executive", "Talent Acquisition Specialist", "HR Generalist", "Recruiter", "HR Business Partner", "Payroll Executive", "People Operations Lead", "HR Intern"],
        ["Randstad", "Infosys BPM", "TeamLease", "Godrej & Boyce", "Swiggy", "Adecco", "Unilever Nigeria", "Cognizant", "Deutsche Post", "Lidl", "Genpact"],
        ["Recruitment", "Onboarding", "Employee relations", "Payroll", "HRIS", "Workday", "Performance management", "Labour law", "Sourcing", "Interviewing", "Training and development", "Statutory compliance"],
        ["Hired 140 people for plants in three states", "Brought time to hire down from 48 to 29 days", "Ran payroll for 900 employees", "Handled grievances and disciplinary cases", "Wrote the handbook of 2020 and its training", "Introduced Workday for four countries"],
        ["MBA (HR)", "Master of Social Work", "Bachelor of Arts in Psychology", "PGDM (Human Resources)", "BBA", "MSc Human Resource Management"],
        ["SHRM-CP", "CIPD Level 5"]),
    "driver": (
        ["Heavy Truck Driver", "Delivery Driver", "Bus Driver", "Forklift Operator", "Personal Driver", "Warehouse Associate", "Logistics Coordinator", "Dispatcher"],
        ["DHL Supply Chain", "Amazon Logistics", "Maersk", "Transport for London", "Al Futtaim", "Schenker", "Careem", "Ola Fleet", "XPO", "City Cabs", "Walmart"],
        ["Defensive driving", "Route planning", "Vehicle inspection", "Forklift operation", "GPS navigation", "Load securing", "Customer service", "Inventory", "Time management", "First aid"],
        ["Drove 110,000 km a year without an accident", "Delivered up to 130 parcels a day", "Checked and greased vehicles each morning", "Loaded and secured goods of up to 24 t", "Planned routes for a fleet of 18", "Kept log books and papers in order"],
        ["High School Diploma", "Diploma in Automobile Engineering", "Associate Degree in Logistics", "BA in Logistics Management"],
        ["CDL Class A", "Forklift Licence", "First Aid at Work"]),
    "hotel": (
        ["Front Office Manager", "Guest Relations Executive", "Front Desk Agent", "Duty Manager", "Housekeeping Supervisor", "Concierge", "Restaurant Manager", "Food and Beverage Associate", "Waiter"],
        ["ITC Grand Chola", "Hilton Garden Inn", "Radisson Blu", "The Leela Palace", "Atlantis The Palm", "Hotel Vier Jahreszeiten", "Holiday Inn Express", "Rixos Premium", "Lemon Tree Hotels", "Four Seasons"],
        ["Opera PMS", "Guest relations", "Reservations", "Revenue management", "Upselling", "Cash handling", "Complaint handling", "Team supervision", "Night audit", "Event planning"],
        ["Led a desk of 12 in a hotel of 340 rooms", "Raised the guest score from 8.1 to 9.0", "Handled check-in for groups of up to 200", "Sold upgrades worth 4,000 a month", "Trained staff before the opening of 2016", "Settled complaints on the spot"],
        ["Bachelor of Hotel Management", "BSc in Hospitality and Tourism", "Diploma in Hotel Operations", "B.A. Tourism", "MBA in Hospitality"],
        ["Certified Hospitality Supervisor", "Opera PMS Training"]),
    "pharma": (
        ["Quality Control Chemist", "Production Pharmacist", "Medical Representative", "Research Associate", "Regulatory Affairs Executive", "Clinical Research Coordinator", "QA Officer", "Lab Technician", "Community Pharmacist"],
        ["Cipla", "Dr. Reddy's Laboratories", "Novartis", "Boots", "Zydus Cadila", "IQVIA", "Lupin Limited", "Teva", "Walgreens", "Aurobindo Pharma", "Roche Diagnostics"],
        ["HPLC", "GMP", "GLP", "Validation", "UV spectroscopy", "Dissolution testing", "ICH guidelines", "SOP writing", "Pharmacovigilance", "Stability studies", "CAPA", "Dispensing"],
        ["Tested raw materials and finished products by HPLC", "Wrote 40 operating procedures for the inspection of 2018", "Took part in three audits by the FDA without a finding", "Promoted cardiac products to 120 doctors", "Prepared dossiers for six countries", "Counselled patients on the use of medicines"],
        ["B.Pharm", "M.Pharm (Pharmaceutics)", "Bachelor of Pharmacy", "M.Sc. Organic Chemistry", "PharmD", "MSc Analytical Chemistry"],
        ["Good Clinical Practice", "Registered Pharmacist"]),
    "mechanical": (
        ["Design Engineer", "Production Supervisor", "Maintenance Engineer", "Graduate Engineer Trainee", "Quality Engineer", "CNC Machinist", "Senior Mechanical Engineer", "Plant Manager", "Service Technician"],
        ["Bajaj Auto Ltd", "Bharat Forge", "ThyssenKrupp", "Cummins", "Mahindra & Mahindra", "Rolls-Royce", "Toyota Kirloskar Motor", "Siemens", "ABB", "Sandvik Coromant", "John Deere", "SKF"],
        ["SolidWorks", "CATIA V5", "GD&T", "AutoCAD", "Lean manufacturing", "Six Sigma", "FMEA", "CNC programming", "5S", "Ansys", "Preventive maintenance", "PLC", "Kaizen", "SAP PM"],
        ["Designed fixtures that cut set-up time by half", "Kept 46 machines running at 94% availability", "Led a team of 22 over two shifts", "Saved 1.2 million by changing the casting in 2019", "Drew parts and assemblies in SolidWorks", "Solved customers' complaints with 8D"],
        ["B.E. Mechanical Engineering", "Diploma in Mechanical Engineering", "B.Tech (Mechanical)", "Dipl.-Ing. Maschinenbau", "Master of Engineering in Mechanical Engineering", "BSc Mechanical Engineering"],
        ["Six Sigma Green Belt", "Certified SolidWorks Professional"]),
    "design": (
        ["Senior UX Designer", "Graphic Designer", "Product Designer", "UI/UX Designer", "Art Director", "Visual Design Intern", "Illustrator", "Content Writer", "Digital Marketing Specialist"],
        ["Pentagram", "Ogilvy", "Studio Mango", "FCB Ulka", "Wunderman Thompson", "Paper Crane", "BYJU'S", "Canva", "Freshworks", "Hej Studio", "Publicis Groupe"],
        ["Figma", "Adobe Illustrator", "Photoshop", "InDesign", "Wireframing", "Prototyping", "User research", "Typography", "Branding", "After Effects", "Sketch", "Design systems"],
        ["Designed the app used by 2 million people", "Ran 40 interviews with users and wrote up what they need", "Made the brand and the site of 14 clients", "Built a design system of 120 parts", "Won a Red Dot in 2020", "Led a team of four designers"],
        ["Bachelor of Design", "B.Des in Communication Design", "BFA in Graphic Design", "MA Visual Communication", "BA (Hons) Graphic Design", "Master of Fine Arts"],
        ["Google UX Design Certificate", "HubSpot Content Marketing"]),
    "analyst": (
        ["Data Analyst", "Business Analyst", "Senior Data Scientist", "Data Science Intern", "Research Assistant", "Financial Analyst", "Machine Learning Engineer", "Associate Consultant", "Quantitative Researcher"],
        ["McKinsey & Company", "Mu Sigma", "Fractal Analytics", "Barclays", "ING", "Flipkart", "ZS Associates", "Nielsen", "Max Planck Institute for Informatics", "Revolut", "Stripe", "Ecobank"],
        ["SQL", "Python", "R", "Tableau", "Power BI", "Excel", "Machine Learning", "Statistics", "Pandas", "TensorFlow", "scikit-learn", "SAS", "Data visualization", "A/B testing", "Spark"],
        ["Built dashboards that 400 people use each week", "Forecast demand with an error of 6%", "Modelled churn and saved 3% of customers in 2022", "Wrote SQL over 40 million rows", "Presented findings to the board", "Cleaned and joined data of nine systems"],
        ["M.S. in Data Science", "B.S. in Statistics", "Master of Science in Business Analytics", "B.Tech in Electronics and Communication", "MSc Economics", "Ph.D. in Computer Science", "Bachelor of Science in Mathematics"],
        ["Microsoft Certified: Data Analyst Associate", "Tableau Desktop Specialist"]),
}

SCHOOLS = {
    "in": ["Savitribai Phule Pune University", "Anna University", "IIT Bombay", "Osmania University", "VIT Vellore", "Manipal Institute of Technology", "St. Joseph's College, Bangalore", "Jawaharlal Nehru Technological University", "Symbiosis", "Gujarat Technological University"],
    "us": ["University of Michigan", "Ohio State University", "Portland Community College", "UC Berkeley", "Georgia Institute of Technology", "Boise State", "New York University", "MIT"],
    "eu": ["University of Leeds", "TU Graz", "Universidade do Porto", "KU Leuven", "University College Cork", "Politecnico di Torino", "Lund University", "Sheffield Hallam University", "Sciences Po"],
    "xx": ["University of Lagos", "University of the Punjab", "Makerere University", "Ateneo de Manila University", "University of Dhaka", "American University of Sharjah", "University of Cape Town", "BRAC University"],
}
LANGUAGES = {"in": ["English", "Hindi", "Marathi", "Tamil", "Telugu", "Kannada"], "us": ["English", "Spanish"], "eu": ["English", "German", "French", "Italian"], "xx": ["English", "Arabic", "Swahili", "Urdu"]}
LEVELS = ["Native", "Fluent", "Professional working proficiency", "Intermediate", "B2", "Basic", "C1"]
SUMMARIES = ["{t} with over {y} years of experience in busy teams. Known for calm work and clear words.",
             "Careful and friendly {t} who likes to learn and to teach. Looking for a place with room to grow.",
             "Results-driven {t} with a record of {y} years of steady delivery, looking for new responsibility.",
             "I am a {t} who enjoys hard problems, good tools and people who laugh.",
             "To work in a challenging position where I can use my skills for the growth of the organisation and my own."]
PROJECTS = ["Smart Attendance System", "Solar Water Heater", "Online Grocery Store", "Rainwater Harvesting Study", "Hospital Queue Board", "Chat Bot for Farmers"]
HOBBIES = ["Cricket", "Reading", "Travelling", "Photography", "Chess", "Hiking", "Cooking", "Football"]
MAIL = ["gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "proton.me", "rediffmail.com", "icloud.com"]
NATIVE = {"Jean": "eu"}


def fold(text):
    import unicodedata
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ı", "i").replace("ß", "ss")) if not unicodedata.combining(c))
    return "".join(c for c in plain.lower() if c.isascii() and (c.isalnum() or c == " ")).split()


def phone(r, region):
    d = lambda n: "".join(str(r.randint(0, 9)) for _ in range(n))
    forms = {
        "in": [f"+91 9{d(4)} {d(5)}", f"+91-9{d(9)}", f"9{d(9)}", f"+919{d(9)}", f"(+91) 8{d(9)}", f"+91 - 7{d(9)}", f"0{d(2)}-2{d(7)}"],
        "us": [f"({r.randint(201, 989)}) 555-{d(4)}", f"{r.randint(201, 989)}-555-{d(4)}", f"+1 {r.randint(201, 989)} 555 {d(4)}", f"{r.randint(201, 989)}.555.{d(4)}", f"1-{r.randint(201, 989)}-555-{d(4)}"],
        "eu": [f"+44 7700 900{d(3)}", f"+49 151 {d(8)}", f"+33 6 12 34 {d(2)} {d(2)}", f"07700 900{d(3)}", f"+351 912 345 {d(3)}", f"+46 70-123 {d(2)} {d(2)}", f"0043 660 {d(7)}"],
        "xx": [f"+254 712 {d(6)}", f"+971 50 {d(7)}", f"+234 803 {d(3)} {d(4)}", f"+92-300-{d(7)}", f"+63 917 {d(3)} {d(4)}", f"+880 1711-{d(6)}"],
    }
    return r.choice(forms[region])


def person(seed, fresher=None, region=None, trade=None):
    r = random.Random(seed)
    name = r.choice(NAMES)
    region = region or r.choice(["in", "in", "us", "us", "eu", "xx"])
    trade = trade or r.choice(list(TRADES) + ["software", "software", "analyst"])
    titles, employers, skills, deeds, degrees, certs = TRADES[trade]
    parts = fold(name)
    slug = r.choice(["-".join(parts), "".join(parts), parts[0] + parts[-1][0], parts[-1] + parts[0]]) + r.choice(["", "", str(r.randint(1, 99)), "-" + f"{r.randrange(16**6):06x}"])
    fresher = r.random() < 0.12 if fresher is None else fresher
    p = {"name": name, "region": region, "trade": trade, "r": r, "titles": titles}
    p["email"] = r.choice([".".join(parts), parts[0] + str(r.randint(1, 99)), parts[0][0] + parts[-1], "_".join(parts[:2])]) + "@" + r.choice(MAIL + [parts[-1] + ".example.com"] if len(parts) > 1 else MAIL)
    p["phone"] = phone(r, region)
    p["city"] = r.choice(CITIES[region])
    tech = trade in ("software", "analyst", "design")
    p["linkedin"] = f"linkedin.com/in/{slug}" if r.random() < 0.65 else None
    p["github"] = f"github.com/{''.join(parts)[:12]}{r.choice(['', 'dev', '-x', '7'])}" if tech and trade != "design" and r.random() < 0.7 else None
    p["portfolio"] = f"{''.join(parts)}.{r.choice(['com', 'dev', 'me', 'design', 'io'])}" if tech and r.random() < 0.35 else None
    count = 0 if fresher and r.random() < 0.5 else 1 if fresher else r.randint(2, 5)
    year, month = 2026, r.randint(1, 10)
    year -= r.randint(0, 2) if count else 0
    current = r.random() < 0.75 and not fresher
    jobs, used, end = [], set(), None if current else (year, month)
    pool = r.sample(employers, min(len(employers), count))
    for i in range(count):
        length = r.randint(3, 8) if fresher else r.randint(9, 50)
        last = end or (2026, 9)
        total = last[0] * 12 + last[1] - 1 - length
        start = (total // 12, total % 12 + 1)
        options = [t for t in titles if t not in used and (fresher == ("ntern" in t or "rainee" in t))] or titles
        title = r.choice(options[: 2 + i * 2] if not fresher else options)
        used.add(title)
        jobs.append({"title": title, "company": pool[i], "city": r.choice(CITIES[region]), "start": start, "end": end, "deeds": r.sample(deeds, r.randint(2, min(4, len(deeds))))})
        gap = total - r.randint(0, 3)
        end = (gap // 12, gap % 12 + 1)
    p["jobs"] = jobs
    p["fresher"] = fresher
    first = jobs[-1]["start"][0] if jobs else 2026
    grad = 2026 if fresher and r.random() < .3 else first - (0 if r.random() < 0.6 else 1) if not fresher else 2025
    edu = [{"degree": r.choice(degrees), "school": r.choice(SCHOOLS[region]), "start": grad - r.choice([3, 4]), "end": grad, "grade": r.choice([None, "CGPA: 8.2/10", "GPA 3.7/4.0", "68%", "First Class"]), "city": r.choice(CITIES[region])}]
    p["edu"] = edu
    p["skills"] = r.sample(skills, r.randint(6, min(14, len(skills))))
    p["languages"] = [(l, r.choice(LEVELS)) for l in r.sample(LANGUAGES[region], min(len(LANGUAGES[region]), r.randint(2, 3)))]
    p["certs"] = r.sample(certs, r.randint(0, len(certs)))
    years = max(1, 2026 - first)
    p["years"] = years
    p["summary"] = r.choice(SUMMARIES).format(t=(jobs[0]["title"] if jobs else titles[0]).lower(), y=years)
    p["headline"] = jobs[0]["title"] if jobs else titles[0]
    p["projects"] = r.sample(PROJECTS, 2) if fresher or r.random() < 0.3 else []
    p["hobbies"] = r.sample(HOBBIES, 3) if r.random() < 0.4 else []
    p["referee"] = (r.choice(NAMES), "Director", r.choice(employers)) if r.random() < 0.25 else None
    p["shows"] = {"linkedin", "github", "portfolio"}
    return p
