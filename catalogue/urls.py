"""The map of the catalogue's pages."""

from django.urls import include, path

from catalogue.views import ask, comparing, contents, customers, guides, home, questions

app_name = "catalogue"

# Below a guide's address. What names no revision shows the one in force; ?revision= another.
guide_urls = [
    path("", guides.guide_detail, name="guide-detail"),
    path("revisions/<int:number>/", guides.revision_detail, name="revision-detail"),
    path("compare/", comparing.guide_compare, name="guide-compare"),
    path("matrices/<int:pk>/", contents.matrix_detail, name="matrix-detail"),
    path("components/", contents.component_list, name="component-list"),
    path("components/<int:pk>/", contents.component_detail, name="component-detail"),
    path("service-levels/", contents.service_level_list, name="service-level-list"),
    path("terms/", contents.term_list, name="term-list"),
    path("offers/", contents.offer_list, name="offer-list"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", ask.ask_page, name="ask"),
    path("ask/staff/", ask.ask_staff, name="ask-staff"),
    path("questions/", questions.question_list, name="question-list"),
    path("customer/", customers.customer_switch, name="customer-switch"),
    path("guides/", guides.GuideListView.as_view(), name="guide-list"),
    path("guides/<slug:provider>/<slug:guide>/", include(guide_urls)),
]
