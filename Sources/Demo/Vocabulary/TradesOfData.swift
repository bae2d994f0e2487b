extension Trade {
    static let data = [
        Trade(
            area: "Data Engineering", industries: ["Information Technology", "Retail", "Financial Services"],
            titles: ["Data Analyst", "Data Engineer", "Senior Data Engineer", "Data Platform Lead"],
            skills: ["SQL", "Python", "Spark", "Airflow", "Data Modelling", "AWS", "Snowflake", "dbt", "Kafka", "ETL", "Hadoop", "Data Quality"],
            tools: ["Databricks", "Git", "Tableau", "Great Expectations", "Jupyter", "Looker"],
            duties: [
                "Built Airflow pipelines that load sales from 1,200 stores each night", "Moved a Hadoop warehouse to Snowflake without a lost row",
                "Modelled customer data with dbt and documented every column", "Streamed click events through Kafka into Spark",
                "Set data quality checks that stop a bad load", "Cut the cost of the largest queries",
                "Built the finance data mart with auditors in mind", "Taught analysts to write reviewed SQL",
            ],
            certificates: ["Google Professional Data Engineer", "SnowPro Core", "Databricks Data Engineer Associate"],
            degrees: ["B.Tech", "M.Sc. Statistics", "MCA", "B.S. Information Systems"], lakhs: .high, thousands: .highDollars),
        Trade(
            area: "Data Science", industries: ["Financial Services", "Healthcare", "E-commerce"],
            titles: ["Junior Data Scientist", "Data Scientist", "Senior Data Scientist", "Head of Data Science"],
            skills: [
                "Python", "Machine Learning", "Statistics", "SQL", "pandas", "scikit-learn", "PyTorch", "NLP", "Time Series", "A/B Testing",
                "Feature Engineering", "Communication",
            ],
            tools: ["Jupyter", "MLflow", "Git", "Power BI", "Airflow", "Docker"],
            duties: [
                "Built a churn model that the retention team acts on", "Forecast demand for 40 warehouses with time series models",
                "Ran and read A/B tests for the pricing team", "Classified support tickets with a fine-tuned language model",
                "Set up monitoring for drift and fairness of models in use", "Explained models to auditors in plain words",
                "Designed features from transaction histories", "Brought a fraud score from notebook to service",
            ],
            certificates: ["TensorFlow Developer", "AWS Machine Learning Specialty"], degrees: ["M.Sc. Statistics", "M.Tech", "B.Tech", "M.S. Data Science"],
            lakhs: .high, thousands: .highDollars),
        Trade(
            area: "Product Management", industries: ["Information Technology", "Financial Services", "Education"],
            titles: ["Product Analyst", "Product Manager", "Senior Product Manager", "Director of Product"],
            skills: [
                "Product Strategy", "Roadmapping", "User Research", "SQL", "A/B Testing", "Stakeholder Alignment", "Agile", "Wireframing", "Pricing",
                "Analytics", "Go-to-market", "Writing",
            ],
            tools: ["Jira", "Figma", "Mixpanel", "Notion", "Google Analytics", "Miro"],
            duties: [
                "Owned the lending product from first interview to launch", "Ran twenty user interviews a quarter and shared the notes",
                "Set the pricing of three subscription plans", "Brought sign-up completion from 41% to 58%",
                "Kept a roadmap that sales could quote", "Closed two features that nobody used",
                "Worked with legal on consent and data retention", "Led launches in two new countries",
            ],
            certificates: ["Certified Scrum Product Owner", "Pragmatic Certified"], degrees: ["MBA", "B.Tech", "B.Com.", "B.A. Economics"],
            lakhs: .high, thousands: .highDollars),
    ]
}
