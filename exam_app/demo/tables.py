"""An administrator has checked the table of units that another system exported, and found rows to repair."""

from datetime import timedelta

from exam_app.demo.world import World
from exam_app.operations import unit_tables
from exam_app.work import Work

HEADINGS = "单位名称,单位类别,许可证编号,所属县区,备案事项,事项日期,备案日期"
ROWS = (
    "云川瓯江物业服务有限公司,自招单位,云公保备{year}-021,青溪县公安局,开业备案,{year}年3月1日,{year}年3月18日",
    "云川鹿城商贸集团,自行招用保安员单位,,磐山县公安局,开业,{year}-05-06,",
    "云川海坛保安服务有限公司,保安公司,,青溪县公安局,,,",
    "云川五马大酒店,宾馆,,青溪县公安局,开业,{year}-13-01,",
)


def leave_a_table(world: World) -> None:
    """Arrange the check; the administrator has gone to ask for the number of a permit."""
    at = world.calendar.built_at - timedelta(hours=3)
    lines = (HEADINGS, *(row.format(year=at.year - 1) for row in ROWS))
    data = "\n".join(lines).encode("gb18030")

    def preview(work: Work) -> None:
        unit_tables.preview_units(work, file_name="保安单位备案导出.csv", data=data)

    world.then(at, "wu", preview)
