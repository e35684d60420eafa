"""The Splink models of the bench, one for each set.

Where Splink publishes settings for a set they are used as published, and the
docstring names the document. Elsewhere the docstring says what was chosen: the
comparison library's default thresholds, and cleaning and blocking as Splink's
tutorials advise (several strict rules, values in one case and form).
"""

from dataclasses import dataclass, field

import splink.comparison_library as cl
from splink import ColumnExpression, SettingsCreator, block_on


@dataclass
class Model:
    """A set's model; `select` makes the input out of the view `raw`, which has
    all columns of the files as text and the number of the file as `file`."""

    select: str
    comparisons: list
    blocking: list
    deterministic: list
    recall: float
    em: list
    threshold: float = 0.95  # as the tutorial on 50,000 persons clusters
    predict: float = 0.2
    max_pairs: float = 1e7
    seed: int = 2
    em_options: dict = field(default_factory=dict)
    link_type: str = "dedupe_only"

    def settings(self):
        return SettingsCreator(
            link_type=self.link_type,
            unique_id_column_name="record_id",
            comparisons=self.comparisons,
            blocking_rules_to_generate_predictions=self.blocking,
        )


def febrl3():
    """As published: docs/demos/examples/duckdb/febrl3 (Splink 5)."""
    return Model(
        select="select * replace (trim(cast(date_of_birth as varchar)) as date_of_birth, trim(cast(soc_sec_id as varchar)) as soc_sec_id) from raw",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        blocking=[block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
        deterministic=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        em=[block_on("date_of_birth"), block_on("postcode")],
        max_pairs=1e6,
    )


def fake_1000():
    """As published: docs/demos/examples/duckdb/accuracy_analysis_from_labels_column
    (Splink 5), the strongest of those for this set; it reports at 0.5."""
    return Model(
        select="select * replace (try_cast(dob as date) as dob) from raw",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking=[block_on(c) for c in ("first_name", "surname", "dob", "email")],
        deterministic=[
            "l.first_name = r.first_name and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
            "l.surname = r.surname and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
        em=[block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        em_options={"estimate_without_term_frequencies": True},
        threshold=0.5,
        max_pairs=1e6,
        seed=5,
    )


# Letters and digits alone, in one case and width.
def plain(column):
    wide = "".join(chr(c + 0xFEE0) for c in range(0x21, 0x7F))
    narrow = "".join(chr(c) for c in range(0x21, 0x7F)).replace("'", "''")
    return f"nullif(regexp_replace(lower(translate({column}, '{wide}', '{narrow}')), '[^\\p{{L}}\\p{{N}}]', '', 'g'), '')"


def digits(column, keep):
    bare = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    return f"case when length({bare}) >= 7 then right({bare}, {keep}) end"


def fodors_zagats():
    """Nothing published: library defaults over name, address, city and phone, and
    told that neither file has a restaurant twice (link_only)."""
    return Model(
        link_type="link_only",
        select=f"select file, record_id, {plain('name')} as name, {plain('addr')} as addr, {plain('city')} as city, {digits('phone', 10)} as phone from raw",
        comparisons=[
            cl.JaroWinklerAtThresholds("name"),
            cl.JaroWinklerAtThresholds("addr"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone"),
        ],
        blocking=[block_on("phone"), block_on("name"), block_on("addr"), block_on("substr(name, 1, 4)", "city"), block_on("substr(addr, 1, 6)")],
        deterministic=[block_on("phone"), block_on("name", "city")],
        recall=0.8,
        em=[block_on("name"), block_on("phone")],
    )


def senzing_truthset():
    """Nothing published: library defaults over the columns that all three files
    can be brought to; persons and organisations in one model."""
    name = (
        "coalesce(PRIMARY_NAME_ORG, PRIMARY_NAME_FULL, "
        "concat_ws(' ', PRIMARY_NAME_FIRST, PRIMARY_NAME_MIDDLE, PRIMARY_NAME_LAST))"
    )
    born = "coalesce(try_strptime(DATE_OF_BIRTH, '%-m/%-d/%Y'), try_strptime(DATE_OF_BIRTH, '%Y-%m-%d'))"
    return Model(
        select=f"""select record_id, {plain(name)} as name,
            coalesce({plain('PRIMARY_NAME_LAST')}, {plain(name)}) as surname,
            strftime({born}, '%Y-%m-%d') as dob, {digits('PHONE_NUMBER', 10)} as phone,
            lower(EMAIL_ADDRESS) as email,
            {plain("concat_ws(' ', ADDR_FULL, ADDR_LINE1, ADDR_CITY)")} as address from raw""",
        comparisons=[
            cl.JaroWinklerAtThresholds("name"),
            cl.LevenshteinAtThresholds("dob"),
            cl.LevenshteinAtThresholds("phone"),
            cl.ExactMatch("email"),
            cl.JaroWinklerAtThresholds("address"),
        ],
        blocking=[block_on("name"), block_on("surname"), block_on("phone"), block_on("email"), block_on("dob"), block_on("address")],
        deterministic=[block_on("name", "dob"), block_on("phone"), block_on("email")],
        recall=0.6,
        em=[block_on("surname"), block_on("dob")],
    )


def persons():
    """As published for 50,000 historical persons, whose columns a register of
    bench/people has: docs/demos/examples/duckdb/deduplicate_50k_synthetic (Splink 5)."""
    frequent = lambda c: cl.ExactMatch(c).configure(term_frequency_adjustments=True)
    return Model(
        select="select *, first_name || ' ' || surname as both_names from raw",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            frequent("birth_place"),
            frequent("occupation"),
        ],
        blocking=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode", "first_name"),
            block_on("postcode", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode,1,3)", "dob"),
            block_on("substr(postcode,1,3)", "first_name"),
            block_on("substr(postcode,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        deterministic=[
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode,1,2)"),
            block_on("dob", "postcode"),
        ],
        recall=0.6,
        em=[block_on("first_name", "surname"), block_on("dob")],
        max_pairs=5e6,
    )


FREE_MAIL = "qq.com 163.com 126.com sina.com gmail.com outlook.com yahoo.com hotmail.com sohu.com foxmail.com".split()


def companies(max_pairs=1e7):
    """Nothing published for companies with these columns (the published example
    on business rates wants words set apart by blanks and a postcode): library
    defaults over all columns, values in one case and width, codes of another
    shape and free-mail domains left out, phones by their last eight digits."""
    free = ", ".join(f"'{d}'" for d in FREE_MAIL)
    site = "regexp_extract(lower(website), '(?:https?://)?(?:www[.])?([^/]+)', 1)"
    host = "regexp_extract(lower(email), '@(.+)$', 1)"
    code = "regexp_replace(upper(uscc), '[^0-9A-Z]', '', 'g')"
    exact = lambda c: cl.ExactMatch(c).configure(term_frequency_adjustments=True)
    return Model(
        select=f"""select record_id, {plain('name')} as name, {plain('name_en')} as name_en, {plain('former_name')} as former_name,
            case when length({code}) = 18 then {code} end as uscc,
            nullif(regexp_replace(city, '市$', ''), '') as city, {plain('address')} as address,
            {digits('phone', 8)} as phone,
            coalesce(nullif({site}, ''), case when {host} not in ({free}) then nullif({host}, '') end) as domain
            from raw""",
        comparisons=[
            cl.JaroWinklerAtThresholds("name").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("name_en"),
            cl.ExactMatch("uscc"),
            exact("city"),
            cl.JaroWinklerAtThresholds("address").configure(term_frequency_adjustments=True),
            exact("phone"),
            exact("domain"),
        ],
        blocking=[
            block_on("uscc"),
            block_on("name"),
            block_on("phone"),
            block_on("domain"),
            block_on("address"),
            block_on("name_en"),
            block_on("substr(name, 1, 4)", "city"),
            "l.former_name = r.name",
            "l.name = r.former_name",
            "l.name_en = r.name",
            "l.name = r.name_en",
        ],
        deterministic=[block_on("uscc"), block_on("name")],
        recall=0.6,
        em=[block_on("name"), block_on("phone"), block_on("uscc")],
        predict=0.5,
        max_pairs=max_pairs,
    )


MODELS = {
    "febrl3": febrl3,
    "fake_1000": fake_1000,
    "fodors_zagats": fodors_zagats,
    "senzing_truthset": senzing_truthset,
    "companies": companies,
    "persons": persons,
}
