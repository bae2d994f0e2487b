import Foundation

/// The spellings of common skills that no rule finds, and the skills that are near one another.
enum SkillAliases {
    /// Every other spelling → the first one of its line.
    static let canonical: [String: String] = {
        var table: [String: String] = [:]
        for line in lines { for name in line { table[name] = line[0] } }
        return table
    }()

    /// A skill → the others of its families.
    static let families: [String: [String]] = {
        var table: [String: [String]] = [:]
        for family in near { for skill in family { table[skill, default: []] += family.filter { $0 != skill } } }
        return table
    }()

    static let filler: Set<String> = [
        "skills", "skill", "programming", "development", "developer", "language", "framework", "knowledge", "basics", "library", "certified", "proficiency",
        "experience", "technologies",
    ]
    static let leading: Set<String> = ["advanced", "basic", "core", "strong", "good", "excellent", "apache", "microsoft", "ms", "adobe", "google"]

    /// Names with a slash that are one skill.
    static let wholes: Set<String> = [
        "cicd", "uiux", "uxui", "tcpip", "plsql", "tsql", "abtesting", "os2", "pcidss", "as400", "gaap", "accountspayablereceivable",
    ]

    private static let lines: [[String]] = """
        javascript js ecmascript es6 javascriptes6 vanillajs vanillajavascript
        typescript ts
        react reactjs
        reactnative rn
        angular angularjs angular2
        vue vuejs
        node nodejs
        nextjs next
        express expressjs
        nestjs nest
        python python3 python2
        java corejava java8 java11 java17 advancedjava j2se
        javaee j2ee jakartaee
        spring springframework
        springboot
        csharp c# cdotnet
        cpp c++ cplusplus
        dotnet net netcore dotnetcore netframework aspnet aspnetcore
        golang go
        rubyonrails rails ror
        php php7 php8
        html html5
        css css3
        htmlcss html5css3
        postgresql postgres psql pgsql
        mysql
        mssql sqlserver microsoftsqlserver mssqlserver tsql
        oracle oracledb oracledatabase
        plsql
        mongodb mongo
        elasticsearch elastic
        kubernetes k8s
        docker containers
        aws amazonwebservices amazonaws awscloud
        azure microsoftazure azurecloud
        gcp googlecloud googlecloudplatform
        cicd continuousintegration continuousdelivery
        terraform
        rest restapi restapis restful restfulapi restfulapis
        graphql
        machinelearning ml
        deeplearning dl
        nlp naturallanguageprocessing
        ai artificialintelligence
        genai generativeai
        tensorflow tf
        pytorch torch
        scikitlearn sklearn
        powerbi
        tableau
        excel msexcel microsoftexcel
        word msword microsoftword
        powerpoint mspowerpoint ppt
        msoffice microsoftoffice office365 ms365 microsoft365
        googlesheets
        photoshop adobephotoshop ps
        illustrator adobeillustrator
        figma
        uiux uxui uiuxdesign
        ux userexperience uxdesign
        ui userinterface uidesign
        seo searchengineoptimization searchengineoptimisation
        sem searchenginemarketing
        ppc payperclick
        smm socialmediamarketing
        crm customerrelationshipmanagement
        salesforce sfdc salesforcecrm
        sap saperp
        sapfico sapfi fico
        tally tallyerp tallyprime tallyerp9
        gst goodsandservicestax
        tds taxdeductedatsource
        accountspayable ap
        accountsreceivable ar
        financialmodelling financialmodeling
        qa qualityassurance
        automationtesting testautomation
        manualtesting
        selenium seleniumwebdriver
        git
        github
        linux gnulinux
        rpa roboticprocessautomation
        hrms hris
        talentacquisition recruitment recruiting recruiter
        payroll payrollprocessing payrollmanagement
        projectmanagement projectmanager
        agile agilemethodology
        scrum
        communication communicationskill verbalcommunication
        customerservice customersupport customercare
        autocad
        solidworks
        bim buildinginformationmodelling buildinginformationmodeling
        icu intensivecare intensivecareunit criticalcare
        bls basiclifesupport
        acls advancedcardiaclifesupport
        emr ehr electronicmedicalrecords electronichealthrecords
        kafka apachekafka
        spark apachespark pyspark
        hadoop apachehadoop
        airflow apacheairflow
        b2bsales b2b
        """.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }

    private static let near: [[String]] = """
        react reactnative nextjs
        react vue angular
        javascript typescript
        node express nestjs
        java kotlin spring springboot javaee
        csharp dotnet
        postgresql mysql mssql oracle mariadb
        mongodb dynamodb cassandra couchdb
        aws azure gcp
        kubernetes docker openshift
        jenkins githubactions gitlabci cicd
        terraform cloudformation pulumi ansible
        tensorflow pytorch keras
        machinelearning deeplearning datascience ai
        powerbi tableau looker qlikview
        django flask fastapi
        laravel php codeigniter
        rubyonrails ruby
        swift ios swiftui
        kotlin android
        kafka rabbitmq
        spark hadoop
        selenium playwright cypress automationtesting
        figma sketch adobexd
        seo sem ppc digitalmarketing smm
        salesforce hubspot zohocrm crm
        tally quickbooks zohobooks
        excel googlesheets
        autocad revit solidworks
        icu emergencynursing
        agile scrum kanban
        word msoffice
        excel msoffice
        powerpoint msoffice
        """.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
}
