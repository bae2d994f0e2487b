import Postgres
print("shortlist")
