"""Links one set with Splink, tuned as its documentation recommends, and writes every pair that it scored.

splink_link.py <records.json> <result.json> <fields,...> <seed> : the fields are columns of the set. Never sees the true links.
"""

import json
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

source, target, columns, seed = sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4])
records = json.loads(open(source).read())["records"]
frame = pd.DataFrame([{"unique_id": row["id"], "source": row["source"], **row["fields"]} for row in records])
frame = frame[["unique_id", "source", *columns]]
frame["both_names"] = frame["given_name"] + " " + frame["surname"]

weighed = {"term_frequency_adjustments": True}
comparisons = {
    "given_name": cl.ForenameSurnameComparison(
        "given_name", "surname", forename_surname_concat_col_name="both_names"
    ),
    "date_of_birth": cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
    "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**weighed),
    "soc_sec_id": cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
    "street_number": cl.DamerauLevenshteinAtThresholds("street_number", [1]).configure(**weighed),
    "address_1": cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(**weighed),
    "address_2": cl.JaroWinklerAtThresholds("address_2", [0.9, 0.7]).configure(**weighed),
    "suburb": cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(**weighed),
    "state": cl.DamerauLevenshteinAtThresholds("state", [1]).configure(**weighed),
}
# As generous as these small sets allow, so that blocking costs it no recall to speak of.
blocking = [
    block_on("given_name", "surname"),
    block_on("surname"),
    block_on("given_name", "postcode"),
    block_on("given_name", "substr(surname, 1, 2)"),
    block_on("substr(surname, 1, 3)", "substr(given_name, 1, 3)"),
    block_on("date_of_birth"),
    block_on("postcode"),
    *([block_on("soc_sec_id")] if "soc_sec_id" in columns else []),
    *([block_on("address_1"), block_on("street_number", "suburb")] if "address_1" in columns else []),
    "l.given_name = r.surname and l.surname = r.given_name",
]
pair = frame["source"].nunique() == 2
settings = SettingsCreator(
    link_type="link_only" if pair else "dedupe_only",
    comparisons=[comparison for name, comparison in comparisons.items() if name in columns],
    blocking_rules_to_generate_predictions=blocking,
    retain_intermediate_calculation_columns=False,
)

begun = time.perf_counter()
database = DuckDBAPI()
frames = [part.drop(columns="source") for _, part in frame.groupby("source")]
tables = [database.register(part, dataset_display_name=f"part_{index}") for index, part in enumerate(frames)]
linker = Linker(tables if pair else tables[0], settings, log_level=50)
linker.training.estimate_probability_two_random_records_match(
    [
        block_on("given_name", "surname", "date_of_birth"),
        block_on("given_name", "surname", "postcode"),
        block_on("date_of_birth", "postcode"),
    ],
    recall=0.8,
)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=seed)
for rule in (block_on("date_of_birth"), block_on("postcode"), block_on("given_name", "surname")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
trained = time.perf_counter()
predicted = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
finished = time.perf_counter()
scored = predicted[["unique_id_l", "unique_id_r", "match_probability"]].to_numpy().tolist()
result = {"pairs": scored, "trainingSeconds": trained - begun, "scoringSeconds": finished - trained}
open(target, "w").write(json.dumps(result))
