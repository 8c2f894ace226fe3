from ..rules.vehicle_row import name_key


class VehicleMasterFinder:
    """Finds brand, series, model and variant by the names a list gives them, and creates what is missing if asked.

    Names are compared without regard to case and blanks. All masters are read once; each level is created at once.
    """

    def __init__(self, env, may_create):
        self.env, self.may_create = env, may_create
        self.problems = {}  # names → why they were not found
        self.brands = {name_key(brand.name): brand.id for brand in self._read("brand", [])}
        self.series = {(one.brand_id.id, name_key(one.name)): one.id for one in self._read("series", ["brand_id"])}
        self.models, self.series_of_model = {}, {}
        for model in self._read("model", ["brand_id", "series_id"]):
            self._add_model(model)
        self.variants = {(one.model_id.id, name_key(one.name)): one.id for one in self._read("variant", ["model_id"])}

    def find(self, names_set):
        """
        :param names_set: set of (brand, series, model, variant) names, empty texts where the list is silent
        :return: dict, names → ids in the same order, False where there is none
        """
        ordered = sorted(names_set)
        self._ensure(ordered, self._find_brand, self._create_brands)
        self._ensure(ordered, self._find_series, self._create_series)
        self._ensure(ordered, self._find_model, self._create_models)
        self._ensure(ordered, self._find_variant, self._create_variants)
        return {names: self._get_ids(names) for names in ordered}

    def _read(self, level, fields):
        model = self.env[f"aftersales.vehicle.{level}"].with_context(active_test=False)
        return model.search_fetch([], ["name", *fields], order="id desc")

    def _ensure(self, names_list, find, create):
        missing = [names for names in names_list if names not in self.problems and find(names) is None]
        if missing and self.may_create:
            create(missing)
        for names in missing:
            if find(names) is None:
                self.problems[names] = self._describe_missing(names)

    # -- levels: an id, False where the list names none, None where it is missing

    def _find_brand(self, names):
        return self.brands.get(name_key(names[0])) if names[0] else False

    def _find_series(self, names):
        if not names[1]:
            return False
        return self.series.get((self._find_brand(names), name_key(names[1])))

    def _find_model(self, names):
        if not names[2]:
            return False
        brand, series, key = self._find_brand(names), self._find_series(names), name_key(names[2])
        if series:
            return self.models.get((brand, series, key))
        return self.models.get((brand, None, key))

    def _find_variant(self, names):
        if not names[3] or not names[2]:
            return False
        return self.variants.get((self._find_model(names), name_key(names[3])))

    def _get_ids(self, names):
        model = self._find_model(names) or False
        series = self._find_series(names) or self.series_of_model.get(model) or False
        return self._find_brand(names) or False, series, model, self._find_variant(names) or False

    # -- creation, one call per level

    def _create_brands(self, missing):
        self.brands |= self._create("brand", {name_key(names[0]): {"name": names[0]} for names in missing})

    def _create_series(self, missing):
        self.series |= self._create(
            "series",
            {
                (brand, name_key(names[1])): {"brand_id": brand, "name": names[1]}
                for names in missing
                if (brand := self._find_brand(names))
            },
        )

    def _create_models(self, missing):
        created = self._create(
            "model",
            {
                (brand, self._find_series(names), name_key(names[2])): {
                    "brand_id": brand,
                    "series_id": self._find_series(names),
                    "name": names[2],
                }
                for names in missing
                if (brand := self._find_brand(names))
            },
        )
        for model in self.env["aftersales.vehicle.model"].browse(created.values()):
            self._add_model(model)

    def _create_variants(self, missing):
        self.variants |= self._create(
            "variant",
            {
                (self._find_model(names), name_key(names[3])): {"model_id": self._find_model(names), "name": names[3]}
                for names in missing
            },
        )

    def _create(self, level, vals_by_key):
        records = self.env[f"aftersales.vehicle.{level}"].create(list(vals_by_key.values()))
        return dict(zip(vals_by_key, records.ids, strict=True))

    def _add_model(self, model):
        """Known within its series, and by its name alone; there a model without series comes first."""
        brand, series, key = model.brand_id.id, model.series_id.id, name_key(model.name)
        self.models[brand, series, key] = model.id
        if not series or (brand, None, key) not in self.models:
            self.models[brand, None, key] = model.id
        self.series_of_model[model.id] = series

    def _describe_missing(self, names):
        brand, series, model, variant = names
        if not brand:
            return self.env._(
                "The row names %(name)s but no brand. Add the brand.",
                name=series or model,
            )
        labels = [
            (self._find_brand, self.env._("Brand %(name)s", name=brand)),
            (self._find_series, self.env._("Series %(name)s", name=series)),
            (self._find_model, self.env._("Model %(name)s", name=model)),
            (self._find_variant, self.env._("Variant %(name)s", name=variant)),
        ]
        label = next(label for find, label in labels if find(names) is None)
        if not self.env["aftersales.vehicle.model"].has_access("create"):
            return self.env._(
                "%(what)s is not known here. Ask the after-sales manager to add it, or to import this list.",
                what=label,
            )
        return self.env._(
            "%(what)s is not known here. Add it, or let the import create missing brands and models.",
            what=label,
        )
