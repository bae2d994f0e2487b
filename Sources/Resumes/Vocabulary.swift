internal import Foundation

/// Words that tell a job's title from an employer and from a place.
enum Vocabulary {
    static func words(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "&" || $0 == "+" || $0 == "#") }.map(String.init)
    }

    static func isTitle(_ text: String) -> Bool { titleWeight(text) > 0 }

    /// How much a text sounds like a job's title; the last word weighs most ("Software Engineer", "Engineer Corp").
    static func titleWeight(_ text: String) -> Int {
        let words = words(text)
        guard !words.isEmpty, words.count <= 14 else { return 0 }
        var weight = words.count { titles.contains($0) || isCompoundTitle($0) } * 2
        if let last = words.last, titles.contains(last) { weight += 1 }
        if let first = words.first, ranks.contains(first) { weight += 1 }
        return weight
    }

    /// `Projektleiterin`, `Bauingenieur`: German ties the trade to what goes before it.
    private static func isCompoundTitle(_ word: String) -> Bool {
        guard word.count > 8 else { return false }
        let stem = word.hasSuffix("in") ? String(word.dropLast(2)) : word
        return compounds.contains { stem.hasSuffix($0) && stem != $0 }
    }

    private static let compounds = set(
        "leiter ingenieur entwickler berater bearbeiter kaufmann kauffrau fachkraft assistent techniker mechaniker mechatroniker pfleger verkäufer führer referent vertreter zeichner lehrer planer tester programmierer betreuer meister fachwirt"
    )

    /// As `titleWeight`, and where no word is known, a little for one that is formed like a trade: brewer, sculptor, beautician.
    static func jobWeight(_ text: String) -> Int {
        let known = titleWeight(text)
        guard known == 0, let last = words(text).last, last.count >= 5, companyWeight(text) == 0, !things.contains(last) else { return known }
        return ["er", "or", "ist", "ian", "eur"].contains { last.hasSuffix($0) } ? 1 : 0
    }

    /// Formed like trades and none: "Quanta Computer", "Tata Power".
    private static let things = set(
        "computer power paper water tower river motor sector rubber timber copper silver summer winter center career chapter corner harbor labor customer consumer number order theater october november december september super inner outer under over after other senior junior"
    )

    /// Words for trades that are family names as often.
    static let surnames = set(
        "baker cook carpenter painter porter gardener farmer butcher mason taylor tailor chandler page dean marshall warden major sergeant fellow captain clerk hunter fisher"
    )

    static func endsInLegalForm(_ text: String) -> Bool { words(text).last.map { legalForms.contains($0) && $0.count > 2 } ?? false }

    static func companyWeight(_ text: String) -> Int {
        let words = words(text)
        guard !words.isEmpty, words.count <= 14 else { return 0 }
        // "Software Engineer", "Systems Manager": what firms are called too says little before a trade.
        let isTrade = words.last.map { titles.contains($0) && !companies.contains($0) } ?? false
        var weight = words.count { companies.contains($0) && !(isTrade && fields.contains($0)) } * 2
        if let last = words.last, legalForms.contains(last) { weight += 3 }
        if text.contains("://") || text.hasPrefix("www.") { weight += 3 }
        return weight
    }

    /// Whether a text is only a place: `Pune`, `Austin, TX`, `Berlin, Germany`, `Remote`.
    static func isPlace(_ text: String) -> Bool {
        let parts = text.split { ",/()".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard !parts.isEmpty, parts.count <= 4, text.count <= 60 else { return false }
        let lower = parts.map { $0.lowercased().replacing(".", with: " ").split(separator: " ").joined(separator: " ") }
        if lower.allSatisfy({ places.contains($0) || isState($0, in: parts) }) { return true }
        guard parts.count >= 2, let last = lower.last else { return false }
        // "Nielsen, Mumbai, Maharashtra": what stands before a town and its region is none.
        if parts.count >= 3, !places.contains(lower[0]), towns.contains(lower[1]) { return false }
        // "Holm Estate, Leeds" is no place: only a region or a country follows the name of a town.
        let hasRegion = regions.contains(last) || isState(last, in: parts)
        return hasRegion && parts.dropLast().allSatisfy { $0.split(separator: " ").count <= 3 && !isTitle($0) }
            && parts.dropLast().allSatisfy { companyWeight($0) == 0 } && !parts[0].contains { $0.isNumber }
    }

    /// Whether every part of a text is the name of a place that we know.
    static func isKnownPlace(_ text: String) -> Bool {
        let parts = text.split { ",/()".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return !parts.isEmpty && parts.allSatisfy { places.contains($0.lowercased()) || isState($0.lowercased(), in: parts) }
    }

    private static func isState(_ lower: String, in parts: [String]) -> Bool {
        let bare = String(lower.prefix { $0.isLetter })
        return bare.count == 2 && states.contains(bare) && parts.contains { $0.hasPrefix(bare.uppercased()) }
    }

    private static func set(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    private static func list(_ text: String) -> Set<String> {
        Set(text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })
    }

    static let ranks = set("senior junior lead chief head principal staff assistant associate vice deputy sr jr trainee graduate interim")

    static let titles = set(
        """
        engineer developer programmer manager director analyst consultant designer architect administrator specialist \
        coordinator assistant associate intern internship trainee officer executive lead leader head president founder \
        cofounder ceo cto cfo coo cio cmo vp scientist researcher teacher professor lecturer instructor tutor nurse doctor \
        physician surgeon therapist pharmacist technician mechanic electrician accountant auditor bookkeeper controller \
        clerk secretary receptionist representative salesman salesperson salesperson agent broker advisor adviser counselor \
        counsel attorney lawyer paralegal writer editor journalist reporter copywriter photographer videographer producer \
        artist animator illustrator musician actor chef cook baker waiter waitress bartender server host hostess barista \
        cashier driver pilot operator supervisor superintendent foreman inspector planner buyer purchaser recruiter tester \
        sde swe qa sre devops fullstack freelancer freelance contractor partner principal fellow student apprentice \
        volunteer ambassador strategist marketer evangelist strategist mentor trainer coach guard officer ninja guru \
        expert member owner proprietor investigator dietitian nutritionist dentist veterinarian hygienist caregiver aide \
        nanny librarian curator translator interpreter economist statistician mathematician physicist chemist biologist \
        geologist surveyor estimator draftsman welder plumber carpenter painter machinist fitter dispatcher handler \
        merchandiser stylist beautician hairdresser faculty dean principal postdoc postdoctoral resident registrar \
        underwriter actuary trader banker teller collector appraiser generalist webmaster moderator blogger commander \
        sergeant captain lieutenant major soldier paramedic firefighter midwife psychologist coordinator employee \
        contributor chairman chairperson chairwoman co-founder entwickler ingenieur praktikant werkstudent mitarbeiter \
        housekeeper janitor packer stocker laborer worker practitioner clinician radiographer phlebotomist sonographer \
        gardener landscaper farmer butcher florist roofer mason bricklayer optician orderly anaesthetist therapist matron \
        jeweller upholsterer seamstress porter caretaker warden ranger lifeguard bodyguard telecaller custodian concierge steward pricing liaison sommelier tailor hr hrbp bda bdm
        leiter leiterin ingenieurin entwicklerin berater beraterin assistentin praktikantin kaufmann kauffrau verkäufer verkäuferin referent referentin
        krankenpfleger krankenschwester geschäftsführer auszubildender azubi
        chargé chargée assistante stagiaire responsable directeur directrice ingénieur ingénieure développeur développeuse vendeur vendeuse
        comptable infirmier infirmière technicien technicienne conseiller conseillère gestionnaire secrétaire enseignant enseignante professeur consultante
        ingeniero ingeniera gerente jefe jefa encargado encargada vendedor vendedora asistente técnico técnica desarrollador desarrolladora analista
        contador contadora profesor profesora consultor consultora coordinador coordinadora auxiliar becario becaria diseñador diseñadora enfermero enfermera
        cocinero administrativo administrativa impiegato impiegata ingegnere tirocinante stagista commessa programmatore insegnante addetto addetta
        engenheiro engenheira desenvolvedor desenvolvedora assistente estagiário estagiária enfermeiro enfermeira
        incharge in-charge loadmaster driller rigger welder fabricator operative registrar houseman sister ward
        """)

    static let legalForms = set(
        "inc ltd limited llc llp corp corporation gmbh ag plc pvt co company sa srl bv nv oy ab kg pte sas sarl pty spa")

    static let companies = set(
        """
        inc ltd limited llc llp corp corporation gmbh plc pvt technologies technology solutions systems services software \
        labs lab laboratories university college school institute academy hospital clinic bank group holdings consulting \
        consultancy partners associates industries enterprises international global infotech studios studio agency \
        foundation center centre council department ministry government restaurant hotel hotels store stores networks \
        media press pharmaceuticals pharma motors airlines insurance logistics retail foods healthcare energy infosys tcs \
        wipro accenture google microsoft amazon facebook meta apple ibm oracle cognizant capgemini deloitte hcl netflix \
        uber startup ventures capital society association federation bureau authority district county city restaurant \
        cafe trust company firm clinics electronics automotive telecom communications entertainment digital analytics
        """)

    private static let fields = set(
        "software digital analytics healthcare automotive retail communications systems solutions technology media logistics insurance energy hotel restaurant bank school hospital telecom network networks"
    )

    static let states = set(
        """
        al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa \
        ri sc sd tn tx ut vt va wa wv wi wy dc on bc qc ab mb sk ns nb uk us up mp hp jk tg ap wb ka mh gj rj kl br nsw qld
        """)

    static let places = regions.union(towns)

    static let regions = list(
        """
        remote;hybrid;on-site;onsite;worldwide;work from home;usa;u s a;united states;united states of america;us;uk;u k;\
        united kingdom;england;scotland;wales;ireland;india;canada;australia;new zealand;germany;deutschland;france;spain;\
        italy;portugal;netherlands;the netherlands;belgium;switzerland;austria;sweden;norway;denmark;finland;poland;\
        czech republic;hungary;romania;greece;turkey;türkiye;russia;ukraine;israel;uae;united arab emirates;saudi arabia;\
        qatar;kuwait;oman;bahrain;egypt;kenya;nigeria;south africa;ghana;pakistan;bangladesh;sri lanka;nepal;china;japan;\
        south korea;korea;s korea;republic of korea;singapore;malaysia;indonesia;thailand;vietnam;philippines;taiwan;\
        hong kong;brazil;mexico;argentina;chile;colombia;peru;california;texas;new york;florida;washington;illinois;\
        massachusetts;georgia;ohio;michigan;virginia;north carolina;pennsylvania;new jersey;colorado;arizona;oregon;utah;\
        minnesota;maryland;wisconsin;tennessee;missouri;indiana;connecticut;ontario;quebec;british columbia;alberta;\
        karnataka;maharashtra;telangana;tamil nadu;kerala;gujarat;rajasthan;uttar pradesh;madhya pradesh;west bengal;\
        punjab;haryana;bihar;odisha;andhra pradesh;delhi ncr;ncr;assam;jharkhand;chhattisgarh;goa;uttarakhand;oklahoma;iowa;kansas;kentucky;louisiana;maine;montana;\
        nebraska;nevada;idaho;alabama;alaska;arkansas;delaware;hawaii;mississippi;new hampshire;new mexico;north dakota;\
        south dakota;rhode island;south carolina;vermont;west virginia;wyoming;manitoba;saskatchewan;nova scotia;new brunswick;bavaria;\
        catalonia;lombardy;puerto rico;iran;iraq;jordan;lebanon;morocco;tunisia;algeria;ethiopia;uganda;tanzania;rwanda;zambia;zimbabwe;\
        bulgaria;croatia;serbia;slovenia;slovakia;estonia;latvia;lithuania;iceland;luxembourg;malta;cyprus;ecuador;venezuela;uruguay;\
        costa rica;panama;guatemala;dominican republic;jamaica;kazakhstan;uzbekistan;georgia;armenia;azerbaijan;myanmar;cambodia;new south wales;\
        queensland;victoria
        """)

    static let towns = list(
        """
        bangalore;bengaluru;mumbai;pune;hyderabad;chennai;delhi;new delhi;gurgaon;gurugram;noida;kolkata;ahmedabad;jaipur;\
        kochi;cochin;indore;chandigarh;mohali;coimbatore;nagpur;surat;vadodara;lucknow;kanpur;bhopal;thane;navi mumbai;\
        trivandrum;thiruvananthapuram;mysore;mysuru;vizag;visakhapatnam;bhubaneswar;patna;ranchi;faridabad;ghaziabad;\
        new york city;nyc;san francisco;san francisco bay area;los angeles;seattle;austin;boston;chicago;dallas;houston;\
        atlanta;denver;miami;philadelphia;phoenix;portland;san diego;san jose;palo alto;mountain view;sunnyvale;cupertino;\
        menlo park;redmond;san mateo;oakland;washington dc;baltimore;charlotte;raleigh;nashville;detroit;minneapolis;\
        st louis;pittsburgh;cleveland;columbus;salt lake city;las vegas;orlando;tampa;san antonio;sacramento;brooklyn;\
        toronto;vancouver;montreal;ottawa;calgary;waterloo;london;manchester;birmingham;edinburgh;glasgow;cambridge;oxford;\
        bristol;leeds;dublin;berlin;munich;münchen;hamburg;frankfurt;cologne;stuttgart;bremen;paris;lyon;madrid;barcelona;\
        lisbon;rome;milan;amsterdam;rotterdam;brussels;zurich;geneva;vienna;stockholm;oslo;copenhagen;helsinki;warsaw;\
        krakow;prague;budapest;bucharest;athens;istanbul;ankara;moscow;kyiv;kiev;tel aviv;dubai;abu dhabi;riyadh;doha;cairo;\
        nairobi;lagos;johannesburg;cape town;karachi;lahore;islamabad;dhaka;colombo;kathmandu;beijing;shanghai;shenzhen;\
        tokyo;osaka;seoul;kuala lumpur;jakarta;bangkok;hanoi;ho chi minh city;manila;taipei;sydney;melbourne;brisbane;perth;\
        adelaide;auckland;wellington;sao paulo;são paulo;rio de janeiro;mexico city;buenos aires;santiago;bogota;lima;\
        princeton;ithaca;stanford;berkeley;santa clara;santa monica;irvine;arlington;jersey city;pasadena;\
        nashik;rajkot;vijayawada;hosur;aurangabad;kolhapur;solapur;amravati;jalgaon;satara;sangli;nanded;latur;madurai;tiruchirappalli;trichy;salem;tirupur;\
        erode;vellore;tirunelveli;pondicherry;puducherry;thrissur;kozhikode;calicut;kannur;kollam;palakkad;kottayam;mangalore;mangaluru;hubli;hubballi;belgaum;\
        belagavi;davangere;warangal;guntur;nellore;tirupati;kakinada;rajahmundry;kurnool;raipur;bhilai;bilaspur;jabalpur;gwalior;ujjain;jodhpur;udaipur;kota;\
        ajmer;bikaner;amritsar;ludhiana;jalandhar;patiala;ambala;panipat;rohtak;hisar;karnal;sonipat;meerut;agra;varanasi;allahabad;prayagraj;bareilly;aligarh;\
        gorakhpur;dehradun;haridwar;shimla;jammu;srinagar;guwahati;siliguri;durgapur;howrah;cuttack;rourkela;jamshedpur;dhanbad;bokaro;gaya;muzaffarpur;\
        bhavnagar;jamnagar;gandhinagar;anand;vapi;bharuch;panaji;greater noida;secunderabad;manipal;boise;cleveland;spokane;tulsa;oklahoma city;durham;omaha;\
        cincinnati;milwaukee;kansas city;indianapolis;louisville;memphis;new orleans;albuquerque;tucson;mesa;fresno;long beach;bakersfield;anaheim;riverside;\
        stockton;honolulu;anchorage;reno;boulder;fort collins;colorado springs;fort worth;el paso;plano;irving;frisco;richmond;norfolk;virginia beach;\
        chattanooga;knoxville;birmingham;jacksonville;fort lauderdale;st petersburg;buffalo;rochester;syracuse;albany;newark;hoboken;providence;hartford;\
        new haven;stamford;worcester;ann arbor;grand rapids;lansing;madison;des moines;st paul;wichita;little rock;lexington;greensboro;charleston;savannah;\
        bellevue;tacoma;kirkland;fremont;hayward;san francisco, ca;mississauga;edmonton;winnipeg;halifax;quebec city;hamilton;kitchener;brampton;surrey;\
        victoria;sheffield;liverpool;newcastle;nottingham;leicester;coventry;cardiff;swansea;belfast;aberdeen;dundee;york;reading;southampton;portsmouth;\
        brighton;plymouth;exeter;bath;norwich;ipswich;derby;wolverhampton;hull;bradford;milton keynes;luton;swindon;cork;galway;limerick;toulouse;marseille;\
        bordeaux;lille;nice;nantes;strasbourg;grenoble;rennes;montpellier;graz;linz;salzburg;innsbruck;basel;bern;lausanne;lucerne;dresden;leipzig;nuremberg;\
        nürnberg;hannover;düsseldorf;dusseldorf;köln;essen;dortmund;bonn;karlsruhe;mannheim;heidelberg;freiburg;aachen;darmstadt;potsdam;utrecht;eindhoven;\
        the hague;den haag;delft;groningen;leiden;antwerp;ghent;leuven;liège;luxembourg;malmö;malmo;gothenburg;göteborg;uppsala;lund;bergen;trondheim;\
        aarhus;odense;espoo;tampere;turku;gdańsk;gdansk;wrocław;wroclaw;kraków;poznań;poznan;łódź;lodz;katowice;brno;bratislava;cluj-napoca;cluj;timisoara;\
        iasi;sofia;belgrade;zagreb;ljubljana;tallinn;riga;vilnius;turin;torino;milano;roma;bologna;florence;naples;genoa;padua;verona;valencia;seville;bilbao;\
        malaga;zaragoza;porto;braga;coimbra;izmir;thessaloniki;haifa;jerusalem;sharjah;ajman;muscat;manama;kuwait city;jeddah;dammam;amman;beirut;casablanca;\
        tunis;algiers;accra;kumasi;abuja;ibadan;kampala;kigali;dar es salaam;addis ababa;mombasa;durban;pretoria;harare;lusaka;rawalpindi;faisalabad;multan;\
        peshawar;chittagong;sylhet;khulna;kandy;pokhara;guangzhou;hangzhou;nanjing;chengdu;wuhan;tianjin;suzhou;kyoto;yokohama;nagoya;fukuoka;busan;incheon;\
        penang;johor bahru;bandung;surabaya;cebu;cebu city;davao;makati;quezon city;taguig;hsinchu;da nang;canberra;gold coast;newcastle;christchurch;\
        hamilton;guadalajara;monterrey;tijuana;córdoba;rosario;medellín;medellin;cali;quito;guayaquil;caracas;montevideo;asuncion;la paz;panama city;san juan;\
        curitiba;belo horizonte;porto alegre;recife;salvador;brasília;brasilia;florianópolis;campinas;fortaleza
        """)

    static let languages = list(
        """
        english;hindi;spanish;french;german;italian;portuguese;dutch;russian;chinese;mandarin;cantonese;japanese;korean;arabic;\
        turkish;polish;swedish;norwegian;danish;finnish;greek;hebrew;bengali;tamil;telugu;marathi;gujarati;kannada;malayalam;\
        punjabi;urdu;odia;assamese;sanskrit;nepali;sinhala;thai;vietnamese;indonesian;malay;tagalog;filipino;ukrainian;czech;\
        slovak;hungarian;romanian;bulgarian;serbian;croatian;persian;farsi;swahili;catalan;afrikaans;konkani;deutsch;englisch
        """)
}
