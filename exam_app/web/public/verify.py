"""For anybody: check number and name, learn what a code is, trust this site's authority, fetch the signed lists."""

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.local_authority import authority_file
from exam_app.operations.public_checks import Confirmed, look_up
from exam_app.queries.certificates import status_cwt, trust_list_of
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.login import address
from exam_app.web.public import audience
from exam_app.web.rendering import translate
from exam_app.work import Work


class VerifyForm(Form):
    number = TextField(N_("Certificate number"), [Needed(N_("Enter the sixteen digits.")), AtMost(40)])
    name = TextField(N_("Name on the certificate"), [Needed(N_("Enter the name.")), AtMost(60)])


@audience.page("/verify", methods=("GET", "POST"), admits={Role.PUBLIC})
def verify(work: Work) -> ResponseReturnValue:
    """Yes or no for a number and a name; only who knows both learns anything."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return render_template("public/verify.html", form=form, found=None), 422 if form.errors else 200
    outcome = look_up(work, number=form.number.data, name=form.name.data, address=address())
    if isinstance(outcome, Confirmed):
        return render_template("public/verify.html", form=form, found=outcome)
    form.form_errors.append(translate(outcome.sentence))
    return render_template("public/verify.html", form=form, found=None), 429 if outcome.must_wait else 422


@audience.page("/v/<path:digits>", admits={Role.PUBLIC}, polls=True)
def opened_code(work: Work, digits: str) -> ResponseReturnValue:
    """Where a stranger's phone ends up that opens the code of a card: on a page without the digits in its address.

    They are read by nobody here and stand in no log (certificate-format 0).
    """
    return redirect(url_for("public.code"))


@audience.page("/code", admits={Role.PUBLIC}, polls=True)
def code(work: Work) -> ResponseReturnValue:
    """Who checks a code and how. It judges nothing: its verdict would stand on a page that anybody can imitate."""
    return render_template("public/code.html")


@audience.page("/s/<issuer>", admits={Role.PUBLIC}, polls=True)
def status_list(work: Work, issuer: str) -> ResponseReturnValue:
    """The status list of an organ under the address that stands in it (certificate-format 5)."""
    return Response(status_cwt(work, issuer), mimetype="application/statuslist+cwt")


@audience.page("/t/<issuer>.json", admits={Role.PUBLIC}, polls=True)
def trust_list(work: Work, issuer: str) -> ResponseReturnValue:
    """The trust list of an organ, for ``python -m certificates check`` and anybody else."""
    return jsonify(trust_list_of(work, issuer).to_document())


@audience.page("/trust-this-site", admits={Role.PUBLIC})
def trust_this_site(work: Work) -> ResponseReturnValue:
    """How a phone in this network comes to trust the site's own authority."""
    return render_template(
        "public/trust_this_site.html",
        authority=authority_file(work.site.settings.key_folder),
    )


@audience.page("/trust-this-site/authority.crt", admits={Role.PUBLIC})
def authority_certificate(work: Work) -> ResponseReturnValue:
    """The authority's certificate in the form that phones install."""
    authority = authority_file(work.site.settings.key_folder)
    if authority is None:
        raise NotFound("This site has no authority of its own.")
    response = Response(authority.der, mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="watchword-authority.crt"'
    return response
