/* Fields that search as one types are named by their label; what they show is empty at first. */
(function () {
  "use strict";
  const name = () => {
    for (const field of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${field.id}"]`);
      const box = field.parentElement.querySelector(".select2-selection[role=combobox]");
      if (!label || !box || box.dataset.named) continue;
      label.id ||= `${field.id}_label`;
      box.dataset.named = "yes";
      const shown = box.querySelector(".select2-selection__rendered[role=textbox]");
      box.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
      if (shown) shown.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
      const typed = box.querySelector(".select2-search__field");
      if (typed) typed.setAttribute("aria-labelledby", label.id);
    }
  };
  const jQuery = window.django && window.django.jQuery;
  if (!jQuery) return; // a page without such fields
  jQuery(name); // after Django's own, which was registered before and makes them
  document.addEventListener("formset:added", () => setTimeout(name, 0));
})();
