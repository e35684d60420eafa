#!/usr/bin/env python3
"""Clusters a CSV file with Splink on DuckDB, from reading to writing.

usage: run.py MODEL OUT.csv FILE.csv… [--also P,P…]

Writes record_id,entity_id. --also writes OUT.P.csv for further thresholds of
clustering: what an oracle would choose among.
"""

import argparse
import logging

import duckdb
from splink import DuckDBAPI, Linker

from models import MODELS


def main():
    p = argparse.ArgumentParser()
    p.add_argument("model", choices=MODELS)
    p.add_argument("out")
    p.add_argument("files", nargs="+")
    p.add_argument("--also", default="")
    p.add_argument("--memory", default="", help="limit of DuckDB, such as 16GB")
    args = p.parse_args()
    logging.getLogger("splink").setLevel(logging.WARNING)
    model = MODELS[args.model]()

    con = duckdb.connect()
    if args.memory:
        con.execute(f"set memory_limit = '{args.memory}'")
    numbered = " union all by name ".join(
        f"select {i} as file, * from read_csv('{f}', all_varchar = true)" for i, f in enumerate(args.files)
    )
    con.execute(f"create view raw as {numbered}")
    con.execute(f"create table input as {model.select}")
    api = DuckDBAPI(connection=con)
    if model.link_type == "dedupe_only":
        tables = api.register("input")
    else:
        for i in range(len(args.files)):
            con.execute(f"create table input_{i} as select * exclude (file) from input where file = {i}")
        tables = [api.register(f"input_{i}") for i in range(len(args.files))]
    linker = Linker(tables, model.settings(), log_level=logging.WARNING)

    linker.training.estimate_probability_two_random_records_match(model.deterministic, recall=model.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=model.max_pairs, seed=model.seed)
    for rule in model.em:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, **model.em_options)
    thresholds = [model.threshold] + [float(t) for t in args.also.split(",") if t]
    pairs = linker.inference.predict(threshold_match_probability=min(model.predict, *thresholds))
    for i, t in enumerate(thresholds):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=t)
        out = args.out if i == 0 else f"{args.out.removesuffix('.csv')}.{t:g}.csv"
        con.execute(f"copy (select record_id, cluster_id as entity_id from {clusters.physical_name}) to '{out}' (header)")


main()
