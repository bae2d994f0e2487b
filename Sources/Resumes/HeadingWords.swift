internal import Foundation

/// The words under which résumés put their parts.
enum HeadingWords {
    static let kinds: [String: Section.Kind] = {
        var kinds: [String: Section.Kind] = [:]
        for (kind, words) in table {
            for word in words.split(separator: ";") { kinds[word.split(separator: " ").joined(separator: " ")] = kind }
        }
        return kinds
    }()

    /// Headings that are hardly ever anything else.
    static let sure: Set<String> = [
        "experience", "work experience", "professional experience", "employment", "employment history", "work history",
        "education", "skills", "technical skills", "key skills", "projects", "certifications", "summary",
        "professional summary", "languages", "publications", "references", "awards", "achievements", "interests", "contact",
        "core competencies", "academic background", "career history", "professional background", "career objective",
        "education and training", "academic qualifications", "professional skills", "core skills", "about me",
    ]

    private static let table: [(Section.Kind, String)] = [
        (
            .experience,
            """
            experience;work experience;professional experience;employment;employment history;work history;career history;\
            relevant experience;internships;internship;internship experience;industry experience;experiences;\
            professional background;career;positions held;job experience;working experience;experience details;\
            work experiences;professional history;research experience;teaching experience;related experience;\
            employment experience;experience summary;professional experiences;career summary and experience;\
            organizational experience;previous experience;additional experience;other experience;clinical experience;\
            corporate experience;employment details;organisational experience;work details;professional career;career summary;employment record;work;experience and employment;job history;\
            professional employment;career experience;selected experience;industrial experience;internships and training;\
            professional work experience;experience highlights;where i've worked;berufserfahrung;work & experience;\
            work experience & internships;experience & internships;practical experience;career path;career highlights;\
            academic appointments;appointments;academic positions;positions;faculty appointments;research appointments;professional appointments;\
            teaching positions;academic employment;employment chronicle;career to date;career progression;career record;career chronology;\
            career timeline;career graph;career contour;career details;articleship;articleship experience;articleship training;\
            employment background;employment summary;work background;work profile;work exp;work exposure;professional exposure;\
            professional journey;work journey;organizational scan;organisational scan;employment scan;occupational contour;experience record;\
            my experience;experience profile;summer internship;summer internships;internship details;industrial internship;internships undertaken;experience so far;employment and experience;professional practice;service record;\
            total experience;hospital experience;field experience;driving experience;sea service;flying experience;\
            berufliche erfahrung;berufserfahrungen;beruflicher werdegang;werdegang;praktische erfahrung;praktika;\
            expérience;expériences;expérience professionnelle;expériences professionnelles;parcours professionnel;stages;\
            experiencia;experiencia laboral;experiencia profesional;trayectoria profesional;historial laboral;\
            esperienza;esperienze;esperienza lavorativa;esperienze lavorative;esperienza professionale;esperienze professionali;\
            experiência;experiência profissional;experiências profissionais;werkervaring;arbetslivserfarenhet;erhvervserfaring
            """
        ),
        (
            .education,
            """
            education;academic background;academics;educational qualifications;educational qualification;\
            academic qualifications;academic qualification;education and training;education & training;qualifications;\
            qualification;academic profile;educational background;education details;academic details;academic history;\
            scholastic record;studies;education background;academic credentials;education history;education profile;\
            education and certifications;education & certifications;education and credentials;academic record;degrees;\
            education and qualifications;education & qualifications;ausbildung;formation;educational details;\
            formal education;academic education;academia;schooling;education and coursework;scholastic details;scholastics;academic achievements;academic summary;educational history;education qualification;\
            educational attainment;education summary;academic chronicle;academic contour;scholastic background;scholastics record;\
            education and qualification;academic and professional qualifications;professional qualifications;professional qualification;\
            educational profile;educational credentials;academic chronology;schulbildung;studium;bildungsweg;hochschulbildung;\
            formations;formation académique;études;études et formations;diplômes;diplômes et formations;parcours académique;\
            educación;formación;formación académica;estudios;istruzione;istruzione e formazione;formazione;\
            formação;formação académica;formação acadêmica;educação;opleiding;opleidingen;utbildning;uddannelse
            """
        ),
        (
            .skills,
            """
            skills;technical skills;key skills;core skills;professional skills;it skills;skill set;skillset;skill sets;\
            technical expertise;technical proficiency;technical proficiencies;core competencies;competencies;expertise;\
            areas of expertise;technologies;tools;tools and technologies;tools & technologies;technical summary;\
            key competencies;strengths;soft skills;hard skills;skills and tools;skills & tools;skills and expertise;\
            skills & expertise;programming skills;computer skills;software skills;software;technology stack;tech stack;\
            skills summary;summary of skills;technical knowledge;skills and abilities;skills & abilities;core expertise;\
            programming languages;technical competencies;skills and competencies;skills & competencies;specialties;\
            specialities;proficiencies;core strengths;relevant skills;other skills;additional skills;key strengths;\
            technical strengths;design skills;functional skills;skills profile;professional competencies;languages and tools;\
            skills and technologies;skills & technologies;main skills;top skills;technologies and tools;kenntnisse;\
            programming;software proficiency;clinical skills;interpersonal skills;digital skills;technical skill set;\
            technical skillset;skills highlights;key skill;technical skill;my skills;personal skills;technical toolkit;\
            it proficiency;it proficiencies;software known;softwares known;computer proficiency;computer knowledge;software knowledge;it knowledge;\
            areas of strength;professional strengths;core areas;key proficiencies;tools and software;skills snapshot;\
            what i'm good at;what i am good at;good at;what i know;what i can do;what i do;know-how;knowhow;toolbox;toolkit;tech;stack;\
            strengths and skills;strengths & skills;skills at a glance;specialisms;specialisations;specializations;capabilities;\
            core capabilities;technical capabilities;abilities;talents;areas of specialisation;areas of specialization;key areas;\
            fähigkeiten;fachkenntnisse;edv-kenntnisse;it-kenntnisse;kompetenzen;kenntnisse und fähigkeiten;compétences;\
            compétences techniques;compétences clés;compétences informatiques;habilidades;competencias;aptitudes;conocimientos;\
            competenze;competenze tecniche;capacità e competenze;competências;vaardigheden;competenties;kompetenser
            """
        ),
        (
            .summary,
            """
            summary;professional summary;profile;about;about me;objective;career objective;professional profile;\
            career summary;executive summary;personal statement;overview;personal profile;career profile;profile summary;\
            introduction;summary of qualifications;professional overview;bio;who i am;career goal;career goals;info;\
            professional objective;job objective;statement;who am i;personal summary;resume summary;career overview;\
            about myself;highlights;resume objective;career statement;summary statement;professional statement;\
            professional synopsis;synopsis;career synopsis;profile synopsis;snapshot;professional snapshot;career snapshot;\
            profil;über mich;kurzprofil;à propos;perfil;perfil profesional;profilo;sobre mim;profiel;om mig
            """
        ),
        (
            .projects,
            """
            projects;personal projects;academic projects;key projects;selected projects;side projects;project experience;\
            major projects;project;project details;projects undertaken;notable projects;open source;relevant projects;\
            professional projects;open source projects;project work;projects and research;academic project;\
            open source contributions;recent projects;featured projects;mini projects;university projects;projects handled
            """
        ),
        (
            .certificates,
            """
            certifications;certificates;certification;licenses;licenses and certifications;licenses & certifications;\
            certifications and training;certifications & training;professional certifications;courses;training;\
            courses and certifications;courses & certifications;trainings;certifications and licenses;credentials;\
            training and certifications;training & certifications;professional development;online courses;\
            certifications & licenses;certificate;certifications and courses;certifications & courses;licensure;\
            licenses and registrations;registrations;technical certifications
            """
        ),
        (
            .languages,
            """
            languages;language;language skills;languages known;spoken languages;language proficiency;sprachen;linguistic skills;\
            sprachkenntnisse;langues;idiomas;lingue;talen;språk
            """
        ),
        (
            .contact,
            """
            contact;contacts;contact me;contact info;contact details;contact information;links;social;personal info;\
            personal information;details;find me online;find me;online;social media;social links;profiles;get in touch;\
            websites;web;online profiles;on the web;personal details;websites portfolios profiles;website;portfolio;\
            personal data;address;reach me;\
            persönliche daten;kontakt;coordonnées;contacto;datos personales;dati personali;contatti;contato;dados pessoais;personalia
            """
        ),
        (
            .references,
            """
            references;referees;reference;recommendations;testimonials;professional references;character references;referenzen;\
            références;referencias;referenze
            """
        ),
        (
            .other,
            """
            publications;awards;achievements;honors;honours;honors and awards;awards and honors;interests;hobbies;\
            volunteering;volunteer experience;volunteer work;volunteer;activities;extracurricular activities;coursework;\
            extra curricular activities;leadership;leadership experience;community service;patents;presentations;talks;\
            affiliations;professional affiliations;memberships;declaration;research;courses taken;relevant coursework;\
            hobbies and interests;hobbies & interests;interests and hobbies;awards & honors;honors & awards;\
            accomplishments;community;societies;invited talks;extracurricular;additional information;life philosophy;\
            awards and achievements;awards & achievements;achievements and awards;governance;writing;speaking;reading;\
            recognition;service;samples;other;miscellaneous;volunteering experience;memberships and affiliations;\
            strengths and weaknesses;fields;favorite quote;personality;conferences;selected publications;passions;\
            scholarships;key achievements;media;activities and interests;committees;test scores;military service;\
            leadership and activities;leadership & activities;extracurriculars;volunteer activities;workshops;\
            co-curricular activities;extracurricular activity;extra-curricular activities;extra-curricular activity;program committees;presentation;positions of responsibility;position of responsibility;disclosure;quotes;\
            grants;grants and awards;grants and fellowships;fellowships;teaching;service;professional service;invited lectures;selected grants;research interests;\
            job related training;tickets and licences;other information;hobbys;interessen;centres d'intérêt;loisirs;intereses;aficiones;interessi;interesses
            """
        ),
    ]

    /// The part that a heading opens: known as it stands, or without a word that only dresses it.
    static func kind(of words: String) -> Section.Kind? {
        if let kind = kinds[words] { return kind }
        var parts = words.split(separator: " ")
        guard (2...4).contains(parts.count) else { return nil }
        if let last = parts.last, ["details", "section", "history", "overview", "information", "profile", "highlights", "summary"].contains(last) {
            parts.removeLast()
        } else if let first = parts.first, ["my", "other", "relevant", "professional", "key", "major", "recent", "selected", "core", "current"].contains(first)
        {
            parts.removeFirst()
        } else {
            return nil
        }
        return kinds[parts.joined(separator: " ")]
    }

    /// The heading without marks, case, letter spacing and what stands in brackets after it (`Work Experience (8 years)`).
    static func plain(_ text: String) -> String {
        let outside = text.contains("(") ? text.replacing(/\s*\([^)]*\)\s*:?$/, with: "") : text
        // A rule of dashes after the heading is no part of it.
        let bare = outside.trimmingCharacters(in: CharacterSet(charactersIn: " -–—_=*#:|•·~"))
        guard bare.count < 60 else { return "" }
        let letters = bare.lowercased().replacing("’", with: "'").map { character -> Character in
            character.isLetter || character == "&" || character == "'" || character == "-" ? character : " "
        }
        var words = String(letters).split(separator: " ").filter { $0.contains { $0.isLetter || $0 == "&" } }
        // A font that pulls letters together leaves "E D U C AT I O N".
        if words.count > 2, words.allSatisfy({ $0.count <= 3 }), let whole = solidKinds[bare.lowercased().filter(\.isLetter)] { return whole }
        if words.count > 3, words.allSatisfy({ $0.count == 1 }) { words = [Substring(unspace(bare))] }
        if words.count == 1, words[0].count >= 7, kinds[String(words[0])] == nil { words = [Substring(unspace(bare))] }
        let joined = words.joined(separator: " ")
        return kinds[joined] == nil ? joined.replacing(" & ", with: " and ") : joined
    }

    /// `W O R K   E X P E R I E N C E`: wider gaps part the words; where none are, the known headings do.
    private static func unspace(_ text: String) -> String {
        let solid = text.lowercased().filter(\.isLetter)
        return solidKinds[solid] ?? solid
    }

    private static let solidKinds: [String: String] = Dictionary(
        kinds.keys.map { ($0.filter(\.isLetter), $0) }, uniquingKeysWith: { min($0, $1) })

    /// A heading of one's own making is judged by a word in it.
    static func guess(_ words: String) -> Section.Kind {
        let set = Set(words.split(separator: " ").map(String.init))
        if !set.isDisjoint(with: ["volunteer", "volunteering", "leadership", "extracurricular"]) { return .other }
        if !set.isDisjoint(with: ["employment", "experience", "internship", "internships", "articleship"]) { return .experience }
        if !set.isDisjoint(with: ["education", "academic", "qualifications"]) { return .education }
        if !set.isDisjoint(with: ["skills", "competencies", "technologies", "expertise"]) { return .skills }
        if !set.isDisjoint(with: ["project", "projects"]) { return .projects }
        if !set.isDisjoint(with: ["certifications", "certificates", "licenses"]) { return .certificates }
        return .other
    }
}
