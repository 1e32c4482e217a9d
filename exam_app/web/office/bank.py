"""The item bank at the city's desk: entering what is shipped, reading, approving and publishing by two officers."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.actors import Role
from exam_app.errors import Conflict, NotFound
from exam_app.operations import bank as acts
from exam_app.queries import bank as looks
from exam_app.terms import N_
from exam_app.web.forms import Form
from exam_app.web.office import audience
from exam_app.web.rendering import translate
from exam_app.work import Work
from question_bank import Pool, shipped_bank, shipped_blueprint

CITY = {Role.CITY_EXAM_OFFICER}
SHIPPED_BLUEPRINT = "cn-guard-100"
POOL_WORDS = {Pool.LIVE: N_("For examinations"), Pool.PRACTICE: N_("For practice")}
SIGNED = {
    False: N_("You signed. The item is published when a second officer signs, too."),
    True: N_("The item is published for practice. No new paper contains it."),
}
"""What a signature under a publication has done, by whether the item is published now."""
KIND_WORDS = {
    "single": N_("Single choice"),
    "multiple": N_("Several right"),
    "true_false": N_("True or false"),
}


@audience.page("/bank", admits=CITY, menu=N_("Item bank"))
def item_bank(work: Work) -> ResponseReturnValue:
    """What is entered and approved of each topic, and the blueprints."""
    return render_template(
        "office/scheduling/item_bank.html", overview=looks.bank_overview(work), pools=POOL_WORDS, form=Form()
    )


@audience.page("/bank/enter", methods=("POST",), admits=CITY)
def enter_shipped_bank(work: Work) -> ResponseReturnValue:
    """Enter what comes with this version: both pools and the blueprint. Known items stay as they are."""
    new = sum(acts.enter_items(work, shipped_bank(pool)) for pool in Pool)
    acts.enter_blueprint(work, shipped_blueprint(SHIPPED_BLUEPRINT))
    if new:
        sentence = ngettext(
            "%(num)d item entered. A second officer must approve it.",
            "%(num)d items entered. A second officer must approve them.",
            new,
        )
        flash(sentence, "done")
    else:
        flash(gettext("Everything that comes with this version was entered before."), "waiting")
    return redirect(url_for("office.item_bank"))


@audience.page("/bank/<pool_name>/<topic>", methods=("GET", "POST"), admits=CITY)
def bank_topic(work: Work, pool_name: str, topic: str) -> ResponseReturnValue:
    """The items of a topic with keys and sources; the second reader approves those that the page showed."""
    pool = next((each for each in Pool if each.value == pool_name), None)
    if pool is None:
        raise NotFound(N_("There is no such page. Check the address."))
    if request.method == "POST":
        number = acts.approve_items(work, request.form.getlist("digest"))
        flash(ngettext("%(num)d item approved.", "%(num)d items approved.", number), "done")
        return redirect(url_for("office.item_bank"))
    return render_template(
        "office/scheduling/bank_topic.html",
        topic=looks.topic_items(work, pool, topic),
        pool_words=gettext(POOL_WORDS[pool]),
        kinds=KIND_WORDS,
        form=Form(),
    )


@audience.page("/bank/publish/<digest>", methods=("GET", "POST"), admits=CITY)
def publish_item(work: Work, digest: str) -> ResponseReturnValue:
    """One live item on its way to the practice pool: what it means, what would fall short, who has to sign."""
    if request.method == "POST":
        try:
            published = acts.publish_item(work, digest)
        except Conflict as refusal:
            flash(translate(refusal.sentence), "refused")
        else:
            flash(gettext(SIGNED[published.is_published]), "done")
            topic = looks.entered_item(work, digest).item.topic
            pool = Pool.PRACTICE if published.is_published else Pool.LIVE
            return redirect(url_for("office.bank_topic", pool_name=pool.value, topic=topic))
        return redirect(url_for("office.publish_item", digest=digest))
    entered = looks.entered_item(work, digest)
    return render_template(
        "office/scheduling/publish_item.html",
        entered=entered,
        shortages=looks.shortages_without(work, entered.item),
        kinds=KIND_WORDS,
        form=Form(),
    )
