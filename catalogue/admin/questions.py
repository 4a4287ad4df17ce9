"""The queue of what customers asked without a sure answer. Questions of one gist are one row."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from catalogue.actions import aliases, queue
from catalogue.models import Provision, Question
from catalogue.platform.adminlimits import VisibleRelated, limited
from catalogue.platform.tenancy import actor_of

from . import nearest
from .bases import CatalogueAdmin

ALL = "all"


class StateFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for the rest."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*Question.State.choices, (ALL, ALL)]

    def choices(self, changelist):
        chosen = self.value() or Question.State.OPEN
        for value, words in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": words}

    def queryset(self, request, queryset):
        chosen = self.value() or Question.State.OPEN
        return queryset if chosen == ALL else queryset.filter(state=chosen)


class GroupedList(ChangeList):
    """One row for the questions of a gist and a state: the newest that the filters let through."""

    def get_queryset(self, request, exclude_parameters=None):
        found = super().get_queryset(request, exclude_parameters)
        rows = Question.objects.filter(pk__in=found.order_by().values("pk"))
        groups = rows.order_by().values("gist", "state").annotate(newest=Max("pk"))
        return found.filter(pk__in=groups.values("newest"))


@admin.register(Question)
class QuestionAdmin(CatalogueAdmin):
    """The queue of work for curators. A group is handled as one."""

    group = "Work"
    list_display = [
        "text",
        "state",
        "times",
        "customers",
        "guide",
        "asked_at",
        "handled_by",
        "handled_at",
    ]
    list_filter = [
        StateFilter,
        "asked_at",
        ("guide", VisibleRelated),
        ("customer", VisibleRelated),
    ]
    list_select_related = ["customer", "asked_by", "guide"]
    search_fields = ["text", "reply", "customer__name", "asked_by__email"]
    search_help_text = "Words, customer, or address of the person who asked."
    ordering = ["-asked_at", "-pk"]
    actions = ["set_out_of_scope", "put_back"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # A question is handled, not forgotten: it says what the guides leave open.
        return False

    def get_changelist(self, request, **kwargs):
        return GroupedList

    def get_queryset(self, request):
        same = self.limit(Question.objects.all(), actor_of(request)).filter(
            gist=OuterRef("gist"), state=OuterRef("state")
        )
        groups = same.order_by().values("gist")
        return (
            super()
            .get_queryset(request)
            .annotate(
                times=counted(groups.annotate(n=Count("pk"))),
                customers=counted(groups.annotate(n=Count("customer", distinct=True))),
            )
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A group with everything that helps to handle it; a POST handles it."""
        question = self.get_object(request, object_id)
        if question is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, question):
            raise PermissionDenied
        asked = self.group_of(request, [question])
        if request.method == "POST":
            if not self.has_change_permission(request, question):
                raise PermissionDenied
            return self._handle(request, question, asked)
        return TemplateResponse(
            request,
            "admin/catalogue/question/change_form.html",
            self._context(request, question, asked),
        )

    def group_of(self, request, questions):
        """All that the staff member may handle of the groups of some questions, newest first."""
        rows = self.limit(Question.objects.all(), actor_of(request))
        wanted = Q(pk__in=[])
        for gist, state in {(question.gist, question.state) for question in questions}:
            wanted |= Q(gist=gist, state=state)
        rows = rows.filter(wanted).select_related("customer", "asked_by", "guide")
        return rows.order_by("-asked_at", "-pk")

    def _context(self, request, question, asked):
        find = request.GET.get("find", "").strip()[:500]
        rows = list(asked)
        return {
            **self.admin_site.each_context(request),
            "title": "Question",
            "opts": self.opts,
            "original": question,
            "asked": rows,
            "customers": len({row.customer_id for row in rows if row.customer_id}),
            "is_open": question.state == Question.State.OPEN,
            "may_change": self.has_change_permission(request, question),
            "may_alias": request.user.has_perm("catalogue.add_alias"),
            "shown": nearest.shown_then(self.admin_site, request, rows),
            "again": nearest.asked_again(question, request),
            "find": find,
            "found": nearest.found(find, request) if find else None,
            "longest_alias": aliases.LONGEST,
            "longest_reply": queue.LONGEST_REPLY,
        }

    def _handle(self, request, question, asked):
        acts = {
            "alias": self._teach,
            "reply": self._reply,
            "leave_out": self._leave_out,
            "put_back": self._put_back,
        }
        act = acts.get(request.POST.get("act", ""))
        try:
            told = act(request, list(asked)) if act else "Choose what to do."
            self.message_user(
                request, told, messages.SUCCESS if act else messages.ERROR
            )
        except (queue.CannotHandle, aliases.NoAlias) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:catalogue_question_change", question.pk)

    def _teach(self, request, asked):
        if not request.user.has_perm("catalogue.add_alias"):
            raise PermissionDenied
        chosen = request.POST.get("provision", "")
        rows = limited(self.admin_site, Provision.objects.all(), request)
        rows = rows.select_related("revision__guide")
        key = int(chosen) if chosen.isdecimal() and len(chosen) <= 18 else None
        provision = rows.filter(pk=key).first()
        if provision is None:
            raise queue.CannotHandle("Choose the line that answers the question.")
        text = request.POST.get("alias", "") or asked[0].text[: aliases.LONGEST]
        count = queue.teach(asked, provision=provision, text=text, **who(request))
        return f"Alias added to “{provision}”. {questions(count)} answered by it; see below."

    def _reply(self, request, asked):
        text = request.POST.get("reply", "")
        count = queue.reply(asked, text=text, **who(request))
        return (
            f"{questions(count)} answered. Who asked reads it under “Your questions”."
        )

    def _leave_out(self, request, asked):
        return f"{questions(queue.leave_out(asked, **who(request)))} out of scope."

    def _put_back(self, request, asked):
        return f"{questions(queue.put_back(asked, **who(request)))} back in the queue."

    @admin.action(description="Mark as out of scope", permissions=["change"])
    def set_out_of_scope(self, request, queryset):
        self._many(request, queryset, self._leave_out)

    @admin.action(description="Put back into the queue", permissions=["change"])
    def put_back(self, request, queryset):
        self._many(request, queryset, self._put_back)

    def _many(self, request, queryset, act):
        try:
            told = act(request, list(self.group_of(request, queryset)))
        except queue.CannotHandle as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, told, messages.SUCCESS)

    @admin.display(description="asked", ordering="times")
    def times(self, obj):
        return f"{obj.times}×"

    @admin.display(description="customers", ordering="customers")
    def customers(self, obj):
        return obj.customers


def counted(groups):
    """The figure `n` of a group as a column."""
    return Coalesce(Subquery(groups.values("n")), 0, output_field=IntegerField())


def who(request):
    """Who handles, and when."""
    return {"by": request.user, "at": timezone.now()}


def questions(count):
    """“1 question is”, “2 questions are”."""
    return "1 question is" if count == 1 else f"{count} questions are"
